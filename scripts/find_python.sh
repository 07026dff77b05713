#!/usr/bin/env bash
# Prints a Python that has h5py and matplotlib: the first one on the path may be another than the system's.
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import h5py, matplotlib' 2>/dev/null; then
    echo "$python"
    exit 0
  fi
done
echo "No Python with h5py and matplotlib was found: install python3-h5py and python3-matplotlib" >&2
exit 2
