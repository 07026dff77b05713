// Owners for HDF5's identifiers, buffered columns, and what to do when the disk is full.
#include "solver/result_file.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <hdf5.h>

#include "solver/error.hpp"

namespace closo {
namespace {

constexpr std::size_t buffer_bytes = 1 << 16;  // of a column, before it is written
constexpr std::size_t chunk_bytes = 1 << 13;   // of columns of arrays: the least that a file can grow by
constexpr std::size_t most_chunk_rows = 256;   // of scalar columns
constexpr std::size_t pointer_cost = 64;       // rough memory of a text in a buffer

/// Owns an identifier of HDF5 and closes it with the function that belongs to it.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_), std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { release(); }
  /// Closes now; whether that went well.
  bool release() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id < 0 || close_(id) >= 0;
  }
  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  herr_t (*close_)(hid_t) = nullptr;
};

/// HDF5 prints its errors unless told otherwise; ours are reported once, in the user's terms. Nor may it clean up at
/// exit: it would try again to write what did not fit on a full disk, and crash over it. We close everything ourselves.
void set_up_hdf5() {
  static const bool once = [] {
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return true;
  }();
  (void)once;
}

std::string reason() {
  return errno != 0 ? std::generic_category().message(errno) : "HDF5 gave no reason";
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

std::vector<hsize_t> dimensions(const std::vector<std::size_t>& shape) {
  return {shape.begin(), shape.end()};
}

std::size_t product(const std::vector<std::size_t>& shape) {
  std::size_t n = 1;
  for (const std::size_t extent : shape) n *= extent;
  return n;
}

struct Column {
  DatasetInfo info;
  Handle dataset, type;
  std::size_t row_size = 1, rows = 0;
  std::vector<double> numbers;
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;

  std::size_t buffered() const {
    return numbers.empty() ? std::max(integers.size(), texts.size()) : numbers.size() / row_size;
  }
};

}  // namespace

struct ResultFile::File {
  std::filesystem::path path;
  Handle id;
  std::vector<Column> columns;

  [[noreturn]] void fail(const std::string& what) const {
    throw RunError(path.string() + ": cannot write " + what + ": " + reason());
  }
  void check(bool well, const std::string& what) const {
    if (!well) fail(what);
  }

  void text_attribute(hid_t object, const std::string& name, const std::string& value) const {
    const Handle type = text_type(), space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle attribute(H5Acreate2(object, name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose);
    const char* text = value.c_str();
    check(attribute && H5Awrite(attribute.get(), type.get(), &text) >= 0, "attribute " + name);
  }

  Handle create(const DatasetInfo& info, hid_t type, const Handle& space, hid_t creation) const {
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_create_intermediate_group(links.get(), 1);
    Handle dataset(H5Dcreate2(id.get(), info.path.c_str(), type, space.get(), links.get(), creation, H5P_DEFAULT),
                   H5Dclose);
    check(static_cast<bool>(dataset), info.path);
    text_attribute(dataset.get(), "units", info.unit);
    text_attribute(dataset.get(), "long_name", info.long_name);
    return dataset;
  }

  std::size_t add(const DatasetInfo& info, Handle type) {
    Column column;
    column.info = info;
    column.row_size = product(info.shape);
    std::vector<hsize_t> extent{0}, most{H5S_UNLIMITED}, chunk;
    chunk.push_back(std::clamp<std::size_t>(chunk_bytes / (column.row_size * sizeof(double)), 1, most_chunk_rows));
    for (const hsize_t n : dimensions(info.shape)) extent.push_back(n), most.push_back(n), chunk.push_back(n);
    const Handle space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), most.data()), H5Sclose);
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data());
    column.dataset = create(info, type.get(), space, creation.get());
    column.type = std::move(type);
    columns.push_back(std::move(column));
    return columns.size() - 1;
  }

  void write_buffer(Column& c) const {
    const std::size_t rows = c.buffered();
    if (rows == 0) return;
    std::vector<hsize_t> begin{c.rows}, count{rows}, extent{c.rows + rows};
    for (const hsize_t n : dimensions(c.info.shape)) begin.push_back(0), count.push_back(n), extent.push_back(n);
    errno = 0;
    check(H5Dset_extent(c.dataset.get(), extent.data()) >= 0, c.info.path);
    const Handle target(H5Dget_space(c.dataset.get()), H5Sclose);
    H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
    const Handle source(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    std::vector<const char*> texts;
    for (const std::string& text : c.texts) texts.push_back(text.c_str());
    const void* data = !c.numbers.empty()    ? static_cast<const void*>(c.numbers.data())
                       : !c.integers.empty() ? static_cast<const void*>(c.integers.data())
                                             : static_cast<const void*>(texts.data());
    check(H5Dwrite(c.dataset.get(), c.type.get(), source.get(), target.get(), H5P_DEFAULT, data) >= 0, c.info.path);
    c.rows += rows;
    c.numbers.clear(), c.integers.clear(), c.texts.clear();
  }

  void write_if_full(Column& c) const {
    const std::size_t row_bytes = c.row_size * sizeof(double) + (c.texts.empty() ? 0 : pointer_cost);
    if (c.buffered() * row_bytes >= buffer_bytes) write_buffer(c);
  }
};

ResultFile::ResultFile(const std::filesystem::path& path) : file_(std::make_unique<File>()) {
  set_up_hdf5();
  file_->path = path;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);  // small headers; read by HDF5 1.10 and later
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  errno = 0;
  file_->id = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose);
  if (!file_->id) throw RunError(path.string() + ": cannot create the result file: " + reason());
}

ResultFile::~ResultFile() {
  if (!file_->id) return;
  try {
    close();
  } catch (const RunError&) {
    // close() has removed the file; the error that led here is already on its way
  }
}

void ResultFile::attribute(const std::string& name, const std::string& value) {
  errno = 0;
  file_->text_attribute(file_->id.get(), name, value);
}

void ResultFile::write(const DatasetInfo& info, const std::vector<double>& values) {
  assert(values.size() == product(info.shape));
  const std::vector<hsize_t> extent = dimensions(info.shape);
  const Handle space =
      extent.empty() ? Handle(H5Screate(H5S_SCALAR), H5Sclose)
                     : Handle(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose);
  errno = 0;
  const Handle dataset = file_->create(info, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT);
  file_->check(H5Dwrite(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
               info.path);
}

std::size_t ResultFile::add_column(const DatasetInfo& info) {
  return file_->add(info, Handle(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose));
}

std::size_t ResultFile::add_integer_column(const DatasetInfo& info) {
  return file_->add(info, Handle(H5Tcopy(H5T_NATIVE_INT64), H5Tclose));
}

std::size_t ResultFile::add_text_column(const DatasetInfo& info) {
  return file_->add(info, text_type());
}

void ResultFile::append(std::size_t column, const double* row) {
  Column& c = file_->columns[column];
  c.numbers.insert(c.numbers.end(), row, row + c.row_size);
  file_->write_if_full(c);
}

void ResultFile::append_integer(std::size_t column, std::int64_t value) {
  file_->columns[column].integers.push_back(value);
  file_->write_if_full(file_->columns[column]);
}

void ResultFile::append_text(std::size_t column, const std::string& value) {
  file_->columns[column].texts.push_back(value);
  file_->write_if_full(file_->columns[column]);
}

void ResultFile::flush() {
  for (Column& column : file_->columns) file_->write_buffer(column);
  errno = 0;
  file_->check(H5Fflush(file_->id.get(), H5F_SCOPE_LOCAL) >= 0, "the file");
}

void ResultFile::close() {
  std::string failure;
  try {
    flush();
  } catch (const RunError& error) {
    failure = error.what();
  }
  // Columns close before the file: HDF5 1.10 tries again at exit to write what a failed close has left open.
  file_->columns.clear();
  errno = 0;
  if (!file_->id.release() && failure.empty()) failure = file_->path.string() + ": cannot close the file: " + reason();
  if (failure.empty()) return;
  std::error_code ignored;  // the file is broken; that it could not be removed adds nothing the user can act on
  std::filesystem::remove(file_->path, ignored);
  throw RunError(failure + " (the file was removed)");
}

std::string read_attribute(const std::filesystem::path& path, const std::string& name) {
  set_up_hdf5();
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file) throw InputError(path.string(), "", "a file that HDF5 cannot open", "a result file of closo");
  const Handle attribute(H5Aopen(file.get(), name.c_str(), H5P_DEFAULT), H5Aclose);
  char* text = nullptr;
  if (!attribute || H5Aread(attribute.get(), text_type().get(), &text) < 0 || text == nullptr)
    throw InputError(path.string(), name, "no such attribute", "a result file of closo");
  const std::string value = text;
  H5free_memory(text);
  return value;
}

bool is_result_file(const std::filesystem::path& path) {
  set_up_hdf5();
  return std::filesystem::is_regular_file(path) && H5Fis_hdf5(path.c_str()) > 0;
}

}  // namespace closo
