// Every write is checked; a rename puts the file in its place.
#include "io/replacing_file.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "base/error.hpp"

namespace closo {

ReplacingFile::ReplacingFile(const std::filesystem::path& path)
    : path_(path), written_(path.string() + "." + std::to_string(getpid()) + ".part") {
  file_ = std::fopen(written_.c_str(), "wb");
  if (file_ == nullptr) fail(errno);
}

ReplacingFile::~ReplacingFile() {
  if (file_ != nullptr) std::fclose(file_);
  std::error_code ignored;  // nothing more can be done about a file that stays
  if (!appeared_) std::filesystem::remove(written_, ignored);
}

void ReplacingFile::fail(int error) const {
  throw RunError(path_.string() + ": cannot write: " + std::generic_category().message(error));
}

void ReplacingFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail(errno);
}

void ReplacingFile::close() {
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail(errno);
}

void ReplacingFile::appear() {
  std::error_code error;
  std::filesystem::rename(written_, path_, error);
  if (error) fail(error.value());
  appeared_ = true;
}

void refuse_overwriting_inputs(const std::vector<std::filesystem::path>& inputs, const std::filesystem::path& output,
                               const char* option) {
  std::error_code ignored;  // a file that does not exist is no other file
  for (const std::filesystem::path& input : inputs)
    if (std::filesystem::equivalent(output, input, ignored))
      throw InputError(output.string(), option, output.string(), "a file other than the inputs");
}

}  // namespace closo
