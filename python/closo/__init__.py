"""closo: simulation of all-solid-state battery cells.

The subpackages stand alone: closo.data reads result files and measured tables, closo.analysis derives numbers from them,
closo.plot draws them, closo.importers converts the files of cyclers.
"""
