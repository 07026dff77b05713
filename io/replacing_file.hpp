// A text file that appears whole, under its name, or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <vector>

namespace closo {

/// Written beside its place under another name. All functions throw RunError, naming file and reason.
class ReplacingFile {
 public:
  explicit ReplacingFile(const std::filesystem::path& path);
  /// Removes what was written, if it did not appear.
  ~ReplacingFile();
  ReplacingFile(const ReplacingFile&) = delete;
  ReplacingFile& operator=(const ReplacingFile&) = delete;

  void write(std::string_view text);

  /// Ends writing. After it, appear() needs no more room on the disk.
  void close();

  /// Takes the place of a file of this name, if there is one.
  void appear();

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_, written_;
  std::FILE* file_;
  bool appeared_ = false;
};

/// @param option  that named the output     @throws InputError if the output is one of the inputs, by whatever name
void refuse_overwriting_inputs(const std::vector<std::filesystem::path>& inputs, const std::filesystem::path& output,
                               const char* option);

}  // namespace closo
