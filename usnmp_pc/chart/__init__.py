# Charts of values over time as SVG. Imports chart.svg; cli.graph, cli.pictures and usnmp_pc.dash
# import it.

from .svg import Line, runs, span, svg

__all__ = ["Line", "runs", "span", "svg"]
