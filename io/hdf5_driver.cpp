// The functions of the noting driver around those of the ordinary one.
#include "io/hdf5_driver.hpp"

#include <cerrno>
#include <map>
#include <memory>
#include <mutex>

#include <unistd.h>

#include "io/hdf5_handle.hpp"

namespace closo {
namespace {

const H5FD_class_t* ordinary_driver = nullptr;

using SharedNote = std::shared_ptr<int>;

/// Where the losses of each open file are noted. HDF5 leaves no room for this in the file itself.
class Notes {
 public:
  void open(const H5FD_t* file, const SharedNote& lost_write) {
    const std::lock_guard lock(mutex_);
    lost_writes_[file] = lost_write;
  }
  void close(const H5FD_t* file) {
    const std::lock_guard lock(mutex_);
    lost_writes_.erase(file);
  }
  /// Notes what errno says; the first loss stays.
  void lose(const H5FD_t* file) {
    const int error = errno != 0 ? errno : EIO;
    const std::lock_guard lock(mutex_);
    int& lost_write = *lost_writes_.at(file);
    if (lost_write == 0) lost_write = error;
  }

 private:
  std::mutex mutex_;  // of the map alone: a note belongs to the thread that writes its file
  std::map<const H5FD_t*, SharedNote> lost_writes_;
} notes;

H5FD_t* open_and_note(const char* name, unsigned flags, hid_t access, haddr_t most) noexcept {
  const void* chosen = H5Pget_driver_info(access);
  H5FD_t* file = chosen == nullptr ? nullptr : ordinary_driver->open(name, flags, access, most);
  if (file != nullptr) notes.open(file, **static_cast<const SharedNote* const*>(chosen));
  return file;
}

herr_t write_or_note(H5FD_t* file, H5FD_mem_t kind, hid_t transfer, haddr_t at, std::size_t size,
                     const void* bytes) noexcept {
  errno = 0;
  if (ordinary_driver->write(file, kind, transfer, at, size, bytes) < 0) notes.lose(file);
  return 0;
}

herr_t truncate_or_note(H5FD_t* file, hid_t transfer, hbool_t closing) noexcept {
  errno = 0;
  if (ordinary_driver->truncate(file, transfer, closing) < 0) notes.lose(file);
  return 0;
}

/// Some file systems say only on closing that a write failed, and say it once: to our copy of the descriptor.
herr_t note_and_close(H5FD_t* file) noexcept {
  void* descriptor = nullptr;
  if (ordinary_driver->get_handle(file, H5P_DEFAULT, &descriptor) >= 0) {
    const int copy = dup(*static_cast<const int*>(descriptor));
    if (copy >= 0 && close(copy) != 0) notes.lose(file);
  }
  notes.close(file);  // HDF5 may use the address again
  return ordinary_driver->close(file);
}

hid_t register_driver() {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  if (H5Pset_fapl_sec2(access.get()) < 0) return H5I_INVALID_HID;
  H5FD_t* any_file = H5FDopen("/dev/null", H5F_ACC_RDONLY, access.get(), HADDR_UNDEF);
  if (any_file == nullptr) return H5I_INVALID_HID;
  ordinary_driver = any_file->cls;
  H5FD_class_t noting = *ordinary_driver;
  noting.name = "closo";
#ifdef H5FD_CLASS_VERSION  // since HDF5 1.14 a driver has a number, and the ordinary one keeps its own
  noting.value = H5_VFD_RESERVED + 1;
#endif
  noting.terminate = nullptr;                    // the ordinary driver ends itself
  noting.fapl_size = sizeof(const SharedNote*);  // read while a file is opened, and not later
  noting.open = open_and_note, noting.close = note_and_close;
  noting.write = write_or_note, noting.truncate = truncate_or_note;
  noting.lock = nullptr, noting.unlock = nullptr;
  return H5FDclose(any_file) < 0 ? H5I_INVALID_HID : H5FDregister(&noting);
}

}  // namespace

herr_t set_noting_driver(hid_t access, const std::shared_ptr<int>& lost_write) {
  static const hid_t driver = register_driver();  // belongs to HDF5, which frees it at exit
  const SharedNote* note = &lost_write;
  return driver < 0 ? -1 : H5Pset_driver(access, driver, static_cast<const void*>(&note));
}

}  // namespace closo
