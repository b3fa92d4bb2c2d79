"""Labels: a design and the facts of a lot become symbols, a layout, and bytes for a printer.

::

    design.py + record.py ──> layout.py ──> press.py ──> writers/ (one file an output)
         elements.py           text.py        proof.py
                               font.py
                               symbols/

Everything is measured in whole micrometres up to the layout and in whole dots of the printer after it, so a
module of a symbol is never a fraction of a dot, in no output. Nothing here reads a clock, a database or
a setting; the one file it may open is the font that travels with it.
"""
