// The file that a result is written to until it is complete, and how a complete one takes the result's name.
#pragma once

#include <filesystem>
#include <string>

namespace closo {

enum class Opening { create, resume };  // an empty working file, or a copy of the result under its name

/// The working file of a result PATH is PATH.part, in the same folder, so that it can take the name of PATH in one
/// step: whenever the program ends, even by kill -9, PATH is absent, as it was before, or complete. Whoever else opens
/// PATH keeps what was there then. The lock on PATH.part lets one program at a time write PATH; what a killed one left
/// of PATH.part and PATH.new is replaced.
class WorkingFile {
 public:
  /// Writes through a symbolic link, to the file that it points to.
  /// @throws RunError if PATH cannot be written, is not a regular file, or is being written by another program; on
  ///         resuming, if there is no PATH
  WorkingFile(const std::filesystem::path& path, Opening opening);
  /// Removes the working file, unless it has PATH's name by now.
  ~WorkingFile();
  WorkingFile(const WorkingFile&) = delete;
  WorkingFile& operator=(const WorkingFile&) = delete;

  const std::filesystem::path& path() const { return part_; }

  /// Puts a copy of the working file in the place of PATH, by way of PATH.new. Returns 0, or -1 with the reason in
  /// errno; there is then no PATH.new, and PATH is what it was.
  int publish();

  /// Gives the working file, which nobody may write to any more, the name of PATH. Returns as publish() does.
  int finish();

 private:
  int fetch();
  std::filesystem::path target_, part_, copy_;
  int descriptor_;  // holds the lock
};

/// How the error begins that a result file cannot be opened with: "out.h5: cannot create the result file: ".
std::string refusal(const std::filesystem::path& path, Opening opening);

}  // namespace closo
