// Opens, checks the type, reads all, closes: no file stays open between two calls.
#include "io/result_reader.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/error.hpp"
#include "io/hdf5_handle.hpp"

namespace closo {
namespace {

constexpr const char* expected_file = "a result file of closo";

Handle open_file(const std::filesystem::path& path) {
  silence_hdf5();
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file)
    throw InputError::invalid(path.string(), "", std::string("HDF5 cannot open this file; expected ") + expected_file);
  return file;
}

/// HDF5's text, which is freed. An empty one may come as none.
std::string take(char* text) {
  const std::string result = text == nullptr ? "" : text;
  H5free_memory(text);
  return result;
}

struct Dataset {
  Handle id;
  H5T_class_t type;
  std::size_t size;
};

Dataset open_dataset(const Handle& file, const std::filesystem::path& path, const std::string& name) {
  Dataset result{Handle(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose), H5T_NO_CLASS, 0};
  if (!result.id)
    throw InputError::invalid(path.string(), name, std::string("no such dataset; expected ") + expected_file);
  const Handle type(H5Dget_type(result.id.get()), H5Tclose), space(H5Dget_space(result.id.get()), H5Sclose);
  const hssize_t size = H5Sget_simple_extent_npoints(space.get());
  if (!type || size < 0) throw InputError::invalid(path.string(), name, "this dataset is damaged");
  result.type = H5Tget_class(type.get());
  result.size = static_cast<std::size_t>(size);
  return result;
}

void read(const Dataset& dataset, hid_t type, void* values, const std::filesystem::path& path,
          const std::string& name) {
  if (H5Dread(dataset.id.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
    throw InputError::invalid(path.string(), name, "HDF5 cannot read this dataset");
}

/// A text attribute of a file or a dataset that is open.
std::optional<std::string> find_text(const Handle& object, const std::string& name, const std::filesystem::path& path) {
  if (H5Aexists(object.get(), name.c_str()) <= 0) return std::nullopt;
  const Handle attribute(H5Aopen(object.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
  char* text = nullptr;
  if (!attribute || H5Aread(attribute.get(), text_type().get(), &text) < 0)
    throw InputError::invalid(path.string(), name, "this attribute is not text");
  return take(text);
}

std::vector<double> numbers_of(const Dataset& stored, const std::filesystem::path& path, const std::string& name) {
  if (stored.type != H5T_FLOAT && stored.type != H5T_INTEGER)
    throw InputError::invalid(path.string(), name, "this dataset does not hold numbers");
  std::vector<double> result(stored.size);
  read(stored, H5T_NATIVE_DOUBLE, result.data(), path, name);
  return result;
}

std::vector<std::int64_t> integers_of(const Dataset& stored, const std::filesystem::path& path,
                                      const std::string& name) {
  if (stored.type != H5T_INTEGER)
    throw InputError::invalid(path.string(), name, "this dataset does not hold whole numbers");
  std::vector<std::int64_t> result(stored.size);
  read(stored, H5T_NATIVE_INT64, result.data(), path, name);
  return result;
}

std::vector<std::string> texts_of(const Dataset& stored, const std::filesystem::path& path, const std::string& name) {
  if (stored.type != H5T_STRING) throw InputError::invalid(path.string(), name, "this dataset does not hold text");
  std::vector<char*> texts(stored.size);
  read(stored, text_type().get(), texts.data(), path, name);
  std::vector<std::string> result;
  for (char* text : texts) result.push_back(take(text));
  return result;
}

std::vector<std::string> members_of(const Handle& file, const std::filesystem::path& path, const std::string& group) {
  std::vector<std::string> names;
  const bool root = group.find_first_not_of('/') == std::string::npos;  // which no link leads to
  if (!root && H5Lexists(file.get(), group.c_str(), H5P_DEFAULT) <= 0) return names;
  const Handle id(H5Gopen2(file.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
  H5G_info_t info;
  if (!id || H5Gget_info(id.get(), &info) < 0)
    throw InputError::invalid(path.string(), group, std::string("no such group; expected ") + expected_file);
  for (hsize_t k = 0; k < info.nlinks; ++k) {
    const auto name = [&](char* text, std::size_t size) {
      return H5Lget_name_by_idx(id.get(), ".", H5_INDEX_NAME, H5_ITER_INC, k, text, size, H5P_DEFAULT);
    };
    const ssize_t length = name(nullptr, 0);
    if (length <= 0) throw InputError::invalid(path.string(), group, "this group is damaged");
    names.emplace_back(static_cast<std::size_t>(length), '\0');
    name(names.back().data(), static_cast<std::size_t>(length) + 1);
  }
  return names;
}

StoredDataset stored_dataset(const Handle& file, const std::filesystem::path& path, const std::string& dataset) {
  const Dataset open = open_dataset(file, path, dataset);
  StoredDataset stored;
  const Handle space(H5Dget_space(open.id.get()), H5Sclose);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.get()))));
  if (!sizes.empty()) H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr);
  stored.shape.assign(sizes.begin(), sizes.end());
  stored.unit = find_text(open.id, "units", path).value_or("");
  stored.long_name = find_text(open.id, "long_name", path).value_or("");
  if (open.type == H5T_STRING) {
    stored.kind = StoredDataset::Kind::text, stored.texts = texts_of(open, path, dataset);
  } else if (open.type == H5T_INTEGER) {
    stored.kind = StoredDataset::Kind::integer, stored.integers = integers_of(open, path, dataset);
  } else {
    stored.numbers = numbers_of(open, path, dataset);
  }
  return stored;
}

/// @param below  the group that is looked into, within `group`: "" or "overpotential/"
void add_datasets(const Handle& file, const std::filesystem::path& path, const std::string& group,
                  const std::string& below, const std::function<bool(const std::string&)>& wanted,
                  std::vector<StoredDataset>& found) {
  for (const std::string& member : members_of(file, path, group + "/" + below)) {
    const std::string name = below + member, whole = group + "/" + name;
    if (Handle(H5Gopen2(file.get(), whole.c_str(), H5P_DEFAULT), H5Gclose)) {
      add_datasets(file, path, group, name + "/", wanted, found);
    } else if (wanted(name)) {
      found.push_back(stored_dataset(file, path, whole));
      found.back().name = name;
    }
  }
}

herr_t add_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// A number or a text that is an attribute.
StoredDataset stored_attribute(const Handle& object, const std::filesystem::path& path, const std::string& name) {
  StoredDataset stored;
  stored.name = name;
  const Handle attribute(H5Aopen(object.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose), space(H5Aget_space(attribute.get()), H5Sclose);
  const H5T_class_t kind = H5Tget_class(type.get());
  bool well = H5Sget_simple_extent_npoints(space.get()) == 1;
  if (well && kind == H5T_STRING) {
    stored.kind = StoredDataset::Kind::text, stored.texts = {find_text(object, name, path).value_or("")};
  } else if (well && kind == H5T_INTEGER) {
    stored.kind = StoredDataset::Kind::integer, stored.integers.resize(1);
    well = H5Aread(attribute.get(), H5T_NATIVE_INT64, stored.integers.data()) >= 0;
  } else if (well) {
    stored.numbers.resize(1);
    well = H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, stored.numbers.data()) >= 0;
  }
  if (!well) throw InputError::invalid(path.string(), name, "this attribute is no number and no text");
  return stored;
}

}  // namespace

struct QuietHdf5::Printing {
  H5E_auto2_t print = nullptr;
  void* data = nullptr;
};

QuietHdf5::QuietHdf5() {
  Printing before;
  H5Eget_auto2(H5E_DEFAULT, &before.print, &before.data);
  before_ = std::make_unique<const Printing>(before);
  silence_hdf5();
}

QuietHdf5::~QuietHdf5() {
  H5Eset_auto2(H5E_DEFAULT, before_->print, before_->data);
}

/// A file without a format is refused by what it lacks.
static void check_format(const std::filesystem::path& path) {
  const auto format = find_attribute(path, "closo_format");
  if (!format) return;
  int number = 0;
  const char* end = format->data() + format->size();
  const auto [stop, error] = std::from_chars(format->data(), end, number);
  if (error != std::errc{} || stop != end || number < 1 || number > result_format)
    throw InputError(path.string(), "closo_format", *format,
                     "a format up to " + std::to_string(result_format) + "; a later closo has written this file");
}

bool is_result_file(const std::filesystem::path& path) {
  silence_hdf5();
  return std::filesystem::is_regular_file(path) && H5Fis_hdf5(path.c_str()) > 0;
}

void check_result_file(const std::filesystem::path& path) {
  if (is_result_file(path)) return check_format(path);
  if (!std::filesystem::exists(path)) throw InputError::missing(path.string(), "", expected_file);
  throw InputError::invalid(path.string(), "", std::string("not ") + expected_file);
}

std::string read_attribute(const std::filesystem::path& path, const std::string& name) {
  if (const auto value = find_attribute(path, name)) return *value;
  throw InputError::invalid(path.string(), name, std::string("no such attribute; expected ") + expected_file);
}

std::optional<std::string> find_attribute(const std::filesystem::path& path, const std::string& name) {
  const Handle file = open_file(path);
  return find_text(file, name, path);
}

std::vector<std::string> read_members(const std::filesystem::path& path, const std::string& group) {
  return members_of(open_file(path), path, group);
}

std::vector<StoredDataset> read_group(const std::filesystem::path& path, const std::string& group,
                                      const std::function<bool(const std::string&)>& wanted) {
  const Handle file = open_file(path);
  std::vector<StoredDataset> found;
  add_datasets(file, path, group, "", wanted, found);
  return found;
}

std::vector<StoredDataset> read_attributes(const std::filesystem::path& path, const std::string& group) {
  const Handle file = open_file(path);
  const Handle id(H5Gopen2(file.get(), group.c_str(), H5P_DEFAULT), H5Gclose);
  std::vector<std::string> names;
  if (!id) return {};
  H5Aiterate2(id.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, &add_name, &names);
  std::vector<StoredDataset> found;
  for (const std::string& name : names) found.push_back(stored_attribute(id, path, name));
  return found;
}

double read_number(const std::filesystem::path& path, const std::string& dataset) {
  const std::vector<double> values = read_numbers(path, dataset);
  if (values.size() != 1) throw InputError(path.string(), dataset, std::to_string(values.size()) + " numbers", "one");
  return values.front();
}

std::optional<double> find_number(const std::filesystem::path& path, const std::string& dataset) {
  if (H5Lexists(open_file(path).get(), dataset.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
  return read_number(path, dataset);
}

std::vector<double> read_numbers(const std::filesystem::path& path, const std::string& dataset) {
  return numbers_of(open_dataset(open_file(path), path, dataset), path, dataset);
}

std::vector<std::int64_t> read_integers(const std::filesystem::path& path, const std::string& dataset) {
  return integers_of(open_dataset(open_file(path), path, dataset), path, dataset);
}

std::vector<std::string> read_texts(const std::filesystem::path& path, const std::string& dataset) {
  return texts_of(open_dataset(open_file(path), path, dataset), path, dataset);
}

}  // namespace closo
