# The head of the portal's pages: how they look. Imports nothing of ours; usnmp_portal.look imports
# it where a page begins, and lets go of it before the page goes on.

# In pieces: one that is whole would have to be copied as a whole.
HEAD = (
    '<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content="width=devi'
    'ce-width,initial-scale=1"><style>:root{color-scheme:light dark}body{font:16px/1.4 sans-s'
    "erif;margin:0 auto;padding:0 14px 24px;max-width:32em}h1{font-size:1.3em}",
    "h2{font-size:1.05em;margin:1.6em 0 0;border-top:1px solid #8888;padding-top:.7em}label{d"
    "isplay:block;margin-top:.7em}input,select,button{font:inherit;width:100%;box-sizing:bord"
    "er-box;padding:.5em;border:1px solid #888;border-radius:6px}",
    "[type=checkbox],[type=radio]{width:auto;margin:0 .6em 0 0}button{margin-top:1em;backgrou"
    "nd:#2458c5;border:0;color:#fff;padding:.7em}.b{background:#8883;color:inherit}.h{positio"
    "n:absolute;left:-99em}.r{display:flex;gap:8px}",
    ".r>label{flex:1;min-width:0;align-self:end}em{display:block;font-style:normal;color:#d03"
    "030}em+*{border:2px solid #d03030}small{display:block;margin-top:.3em;opacity:.75}",
    "pre{background:#8882;padding:.7em;border-radius:6px;white-space:pre-wrap;overflow-wrap:a"
    "nywhere}</style><title>",
)
