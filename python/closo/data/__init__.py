"""What the other subpackages read: result files of closo, and tables of measured values. Needs h5py and numpy."""
