// Reads result files: whole datasets, names of groups, and texts of the root group.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace closo {

/// Version of what result files hold, their attribute closo_format: it grows when a dataset changes its meaning, its
/// unit or its place.
inline constexpr int result_format = 1;

/// While one lives, what is done to the setting by which HDF5 prints its errors is for its time alone: a program of
/// others may have its own.
class QuietHdf5 {
 public:
  QuietHdf5();
  ~QuietHdf5();
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;

 private:
  struct Printing;
  std::unique_ptr<const Printing> before_;
};

/// Whether a file begins like HDF5.
bool is_result_file(const std::filesystem::path& path);

/// @throws InputError where it does not, or is of a later format
void check_result_file(const std::filesystem::path& path);

// All below throw InputError, naming file and object, if the file cannot be read or the object is of another type.

/// A text attribute of the root group; find_attribute returns nothing if the file has no such attribute.
std::string read_attribute(const std::filesystem::path& path, const std::string& name);
std::optional<std::string> find_attribute(const std::filesystem::path& path, const std::string& name);

/// Names of the groups and datasets in a group, in alphabetical order; none if there is no such group.
std::vector<std::string> read_members(const std::filesystem::path& path, const std::string& group);

/// A dataset with its values: of one kind, the other lists are empty.
struct StoredDataset {
  enum class Kind { number, integer, text };
  std::string name;  // in the group that was read: "overpotential/separator"
  Kind kind = Kind::number;
  std::vector<std::size_t> shape{};  // {} of a single value
  std::string unit, long_name;       // empty where it does not say
  std::vector<double> numbers{};
  std::vector<std::int64_t> integers{};
  std::vector<std::string> texts{};
};

/// The datasets of a group and of the groups in it, in alphabetical order, whose names are wanted; none if there is no
/// such group.
std::vector<StoredDataset> read_group(const std::filesystem::path& path, const std::string& group,
                                      const std::function<bool(const std::string&)>& wanted);

/// The attributes of a group, single numbers and texts, as datasets without unit; none if there is no such group.
std::vector<StoredDataset> read_attributes(const std::filesystem::path& path, const std::string& group);

/// The only number of a dataset.
double read_number(const std::filesystem::path& path, const std::string& dataset);
/// The same of a dataset that not every file has; its group has to be there.
std::optional<double> find_number(const std::filesystem::path& path, const std::string& dataset);

/// A whole dataset, row-major. Numbers may be stored as integers.
std::vector<double> read_numbers(const std::filesystem::path& path, const std::string& dataset);
std::vector<std::int64_t> read_integers(const std::filesystem::path& path, const std::string& dataset);
std::vector<std::string> read_texts(const std::filesystem::path& path, const std::string& dataset);

}  // namespace closo
