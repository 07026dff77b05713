"""What experimentalists derive from curves and results: numbers, without pictures. `python3 -m closo.analysis` is the command."""
