// HDF5's driver for ordinary files, changed to note a failed write instead of reporting it to HDF5.
#pragma once

#include <memory>

#include <hdf5.h>

namespace closo {

// HDF5 1.10 never lets go of a file that it could not write to its end, and crashes over it at exit. So it does not
// learn of a full disk: the driver notes the error and reports success, and we look at the note after each call.

/// Chooses the driver for the files that are opened with these properties. It does not lock its files: WorkingFile
/// does.
/// @param access      file access properties
/// @param lost_write  takes the error number of the first write that fails; the files share it until HDF5 lets go of
/// them
/// @return            negative if there is no such driver
herr_t set_noting_driver(hid_t access, const std::shared_ptr<int>& lost_write);

}  // namespace closo
