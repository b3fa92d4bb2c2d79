"""Printers on the network: who may be reached, how they say what ails them, and how a job gets to them.

The only room beside `store` that opens sockets. It moves bytes that `labelling` has made and knows no design.
"""
