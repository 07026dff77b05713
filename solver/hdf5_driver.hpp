// HDF5's driver for ordinary files, changed to note a failed write instead of reporting it to HDF5.
#pragma once

#include <hdf5.h>

namespace closo {

// HDF5 1.10 never lets go of a file that it could not write to its end, and crashes over it at exit. So it does not
// learn of a full disk: the driver notes the error and reports success, and we ask for the note after each call.

/// The identifier of the driver, negative if there is none. It belongs to HDF5, which frees it at exit. The driver does
/// not lock its files: WorkingFile does.
hid_t noting_driver();

/// The error number of the first write that failed, or 0.
/// @param descriptor  address of the file's descriptor, as H5Fget_vfd_handle tells it
int lost_write(const void* descriptor);

/// Forgets the note on a file that is closed: HDF5 may use the address again.
void forget_lost_write(const void* descriptor);

}  // namespace closo
