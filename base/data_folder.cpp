// Places relative to the file that this code was loaded from, as an installation lays them out.
#include "base/data_folder.hpp"

#include <cstdlib>
#include <initializer_list>
#include <system_error>

#include <dlfcn.h>
#include <link.h>

namespace closo {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& binary, std::initializer_list<const char*> places, const std::string& name) {
  for (const char* place : places)
    if (const fs::path path = (binary.parent_path() / place / name).lexically_normal(); fs::exists(path)) return path;
  return {};
}

}  // namespace

fs::path own_file() {
  Dl_info info{};
  link_map* loaded = nullptr;
  const int found =
      dladdr1(reinterpret_cast<void*>(&own_file), &info, reinterpret_cast<void**>(&loaded), RTLD_DL_LINKMAP);
  // The loader knows the program itself by no name.
  const bool library = found != 0 && loaded != nullptr && *loaded->l_name != '\0';
  std::error_code unknown;
  return fs::canonical(library ? loaded->l_name : "/proc/self/exe", unknown);
}

fs::path installed_data(const fs::path& binary, const std::string& name) {
  return beside(binary, {CLOSO_DATA_FROM_BIN, CLOSO_DATA_FROM_LIB}, name);
}

fs::path installed_module(const fs::path& binary, const std::string& name) {
  return beside(binary, {CLOSO_MODULES_FROM_BIN, CLOSO_MODULES_FROM_LIB}, name);
}

fs::path params_folder() {
  const char* other = std::getenv("CLOSO_PARAMS");
  if (other != nullptr && *other != '\0') return other;
  static const fs::path installed = installed_data(own_file(), "params");
  return installed.empty() ? fs::path(CLOSO_PARAMS) : installed;
}

}  // namespace closo
