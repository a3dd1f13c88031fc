# The page that asks for the password. Imports nothing; dash.guard imports it.

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>usnmp</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
body{font:16px system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0}
form{display:grid;gap:12px;width:min(300px,86vw)}
input,button{font:inherit;padding:10px;border-radius:6px;border:1px solid #8886}
button{background:#0b6bcb;color:#fff;border:0}
p{margin:0;color:#c62828}
</style></head><body>
<form method="post" action="/login">
<label for="password">Password of this dashboard</label>
<input id="password" name="password" type="password" autocomplete="current-password" autofocus>
%s<button>Log in</button></form></body></html>"""


def page(message=""):
    """The page, as octets; message: why it is shown again, text of ours."""
    return (_PAGE % ('<p role="alert">%s</p>' % message if message else "")).encode()
