// Where the files that come with closo are: beside the program or the library, wherever they have been moved.
#pragma once

#include <filesystem>
#include <string>

namespace closo {

/// The file of the program or the shared library that this function is part of.
std::filesystem::path own_file();

/// A file or folder of share/closo where `binary`, in bin/ or lib/, was installed. Empty if it is not there.
std::filesystem::path installed_data(const std::filesystem::path& binary, const std::string& name);

/// A module that is loaded at need, in lib/closo. Empty if it is not there.
std::filesystem::path installed_module(const std::filesystem::path& binary, const std::string& name);

/// Cells, materials and what was measured: what CLOSO_PARAMS names in the environment, else what was installed, else
/// that of the sources.
std::filesystem::path params_folder();

}  // namespace closo
