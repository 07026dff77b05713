// Reads result files: their attributes and datasets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace closo {

/// Whether a file begins like HDF5.
bool is_result_file(const std::filesystem::path& path);

// All that follow throw InputError, naming file, object and expectation, if there is nothing of that kind to read.

/// A text attribute of the root group.
std::string read_attribute(const std::filesystem::path& path, const std::string& name);

/// A scalar.
double read_number(const std::filesystem::path& path, const std::string& dataset);

/// A column of numbers, of integers or of texts.
std::vector<double> read_column(const std::filesystem::path& path, const std::string& dataset);
std::vector<std::int64_t> read_integer_column(const std::filesystem::path& path, const std::string& dataset);
std::vector<std::string> read_text_column(const std::filesystem::path& path, const std::string& dataset);

}  // namespace closo
