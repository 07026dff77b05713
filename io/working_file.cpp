// Locks, copies and renames by the functions of POSIX: those of the standard library tell too little of what failed.
#include "io/working_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

constexpr mode_t permission_bits = 07777;
constexpr const char* taken = "another program has it open";

std::string message(int error) {
  return std::generic_category().message(error);
}

/// The regular file to write, which may not exist yet. A link to none yet counts as well.
fs::path target_of(const fs::path& path, Opening opening) {
  std::error_code error;
  const bool dangling = fs::is_symlink(path, error) && !fs::exists(path, error);
  const fs::path named = dangling ? path.parent_path() / fs::read_symlink(path, error) : path;
  const fs::path target = fs::weakly_canonical(named, error);
  if (error) throw RunError(refusal(path, opening) + error.message());
  const fs::file_type type = fs::symlink_status(target, error).type();
  if (type == fs::file_type::not_found && opening == Opening::create) return target;
  if (type == fs::file_type::directory) throw RunError(refusal(path, opening) + message(EISDIR));
  if (access(target.c_str(), W_OK) != 0) throw RunError(refusal(path, opening) + message(errno));
  if (type != fs::file_type::regular) throw RunError(refusal(path, opening) + "it is not a regular file");
  return target;
}

bool is_taken(int descriptor, int lock) {
  return flock(descriptor, lock | LOCK_NB) != 0 && errno == EWOULDBLOCK;  // some file systems know no locks
}

bool has_name(int descriptor, const fs::path& path) {
  struct stat file {
  }, named{};
  return fstat(descriptor, &file) == 0 && lstat(path.c_str(), &named) == 0 && file.st_dev == named.st_dev &&
         file.st_ino == named.st_ino;
}

/// Opens the working file and locks it.
int open_locked(const fs::path& part, const std::string& refusal) {
  for (;;) {
    const int descriptor = open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) throw RunError(refusal + message(errno));
    const bool taken_by_other = is_taken(descriptor, LOCK_EX);
    if (!taken_by_other && has_name(descriptor, part)) return descriptor;
    close(descriptor);
    if (taken_by_other) throw RunError(refusal + taken);
    // its owner renamed or removed it after we opened it
  }
}

/// Copies a file with its permissions into an empty one; 0, or -1 with the reason in errno.
int copy_file(int from, int to) {
  struct stat status {};
  if (fstat(from, &status) != 0) return -1;
  static_cast<void>(fchmod(to, status.st_mode & permission_bits));  // not all file systems have permissions
  for (off_t at = 0; at < status.st_size;) {
    const auto rest = static_cast<std::size_t>(status.st_size - at);
    ssize_t copied = copy_file_range(from, &at, to, nullptr, rest, 0);
    if (copied <= 0) copied = sendfile(to, from, &at, rest);  // for file systems that cannot copy
    if (copied < 0 && errno == EINTR) continue;
    if (copied == 0) errno = EIO;  // shorter than it was
    if (copied <= 0) return -1;
  }
  return 0;
}

}  // namespace

std::string refusal(const fs::path& path, Opening opening) {
  return path.string() + ": cannot " + (opening == Opening::create ? "create" : "resume") + " the result file: ";
}

WorkingFile::WorkingFile(const fs::path& path, Opening opening)
    : target_(target_of(path, opening)),
      part_(fs::path(target_) += ".part"),
      copy_(fs::path(target_) += ".new"),
      descriptor_(open_locked(part_, refusal(path, opening))) {
  unlink(copy_.c_str());
  struct stat older {};
  if (stat(target_.c_str(), &older) == 0) static_cast<void>(fchmod(descriptor_, older.st_mode & permission_bits));
  if (ftruncate(descriptor_, 0) == 0 && (opening == Opening::create || fetch() == 0)) return;
  const std::string reason = errno == EWOULDBLOCK ? taken : message(errno);
  unlink(part_.c_str());
  close(descriptor_);
  throw RunError(refusal(path, opening) + reason);
}

WorkingFile::~WorkingFile() {
  if (descriptor_ < 0) return;
  unlink(part_.c_str());  // before the lock goes
  close(descriptor_);
}

/// Copies the result, which a program that writes to it in place would have locked.
int WorkingFile::fetch() {
  const int from = open(target_.c_str(), O_RDONLY | O_CLOEXEC);
  if (from < 0) return -1;
  const int status = is_taken(from, LOCK_SH) ? -1 : copy_file(from, descriptor_);
  const int error = errno;
  close(from);
  errno = error;
  return status;
}

int WorkingFile::publish() {
  const int to = open(copy_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (to < 0) return -1;
  const bool copied = copy_file(descriptor_, to) == 0;
  if (close(to) == 0 && copied && rename(copy_.c_str(), target_.c_str()) == 0) return 0;
  const int error = errno;
  unlink(copy_.c_str());
  errno = error;
  return -1;
}

int WorkingFile::finish() {
  // Readers may lock PATH from its first moment on; writers may not lock PATH.part before it is gone.
  if (is_taken(descriptor_, LOCK_SH)) return -1;
  if (rename(part_.c_str(), target_.c_str()) != 0) return -1;
  close(descriptor_);
  descriptor_ = -1;
  return 0;
}

}  // namespace closo
