// Buffered columns, and what to do when the disk is full.
#include "solver/result_file.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <functional>
#include <numeric>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "solver/error.hpp"
#include "solver/hdf5_driver.hpp"
#include "solver/hdf5_handle.hpp"

namespace closo {
namespace {

constexpr std::size_t buffer_bytes = 1 << 16;  // of a column before it is written
constexpr std::size_t chunk_bytes = 1 << 13;   // of columns of arrays: the least that a file can grow by
constexpr std::size_t most_chunk_rows = 256;   // of scalar columns
constexpr std::size_t chunk_slots = 7;         // HDF5 keeps buffer_bytes of a column's chunks: those not full yet

/// Whether another program reads or writes a file. HDF5 asks as well, but truncates the file first.
bool is_locked(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;  // H5Fcreate says why
  const bool locked = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(file);
  return locked;
}

std::string reason(int error) {
  return error != 0 ? std::generic_category().message(error) : "HDF5 gave no reason";
}

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
  std::vector<const char*> result;
  for (const std::string& text : texts) result.push_back(text.c_str());
  return result;
}

/// The extents of rows of a shape.
std::vector<hsize_t> extents(std::size_t rows, const std::vector<std::size_t>& shape) {
  std::vector<hsize_t> result{rows};
  result.insert(result.end(), shape.begin(), shape.end());
  return result;
}

std::size_t product(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

}  // namespace

struct ResultFile::Column {
  DatasetInfo info;
  Kind kind;
  Handle dataset;
  std::size_t row_bytes;
  std::size_t rows = 0;            // in the file
  std::vector<char> values;        // the buffer of numbers and integers, as bytes
  std::vector<std::string> texts;  // the buffer of texts
  std::size_t text_bytes = 0;

  std::size_t buffered_rows() const { return kind == Kind::text ? texts.size() : values.size() / row_bytes; }
  void clear() { values.clear(), texts.clear(), text_bytes = 0; }
};

struct ResultFile::File {
  std::filesystem::path path;
  Handle text, links, transfer, id;
  std::vector<Column> columns;
  void* descriptor = nullptr;  // its address in HDF5
  std::string ended;           // why there is no file any more

  /// Begins every call: nothing follows the end of the file, and errno belongs to this call.
  void begin() const {
    if (!id) throw RunError(ended);
    errno = 0;
  }

  int lost() const { return lost_write(descriptor); }

  [[noreturn]] void fail(const std::string& what) {
    ended = path.string() + ": cannot write " + what + ": " + reason(lost() != 0 ? lost() : errno);
    for (Column& column : columns) column.clear();
    release();
    forget_lost_write(descriptor);
    std::error_code ignored;  // that the broken file stays adds nothing to the error on its way
    const std::filesystem::path target = std::filesystem::canonical(path, ignored);
    if (std::filesystem::is_regular_file(target, ignored) && std::filesystem::remove(target, ignored))
      ended += " (the file was removed)";
    throw RunError(ended);
  }

  /// Hands on what HDF5 returned, an identifier or a status, if all is well.
  template <class Status>
  Status check(Status status, const std::string& what) {
    if (status < 0 || lost() != 0) fail(what);
    return status;
  }

  hid_t type(Kind kind) const {
    return kind == Kind::number ? H5T_NATIVE_DOUBLE : kind == Kind::integer ? H5T_NATIVE_INT64 : text.get();
  }

  bool release() {
    bool well = true;
    for (Column& column : columns) well = column.dataset.release() && well;
    return id.release() && well;
  }

  /// Makes what all datasets share; how to open the file, nothing if there is no memory left.
  Handle prepare() {
    text = text_type();
    links = Handle(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    transfer = Handle(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
    Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    const bool well = text && H5Pset_create_intermediate_group(links.get(), 1) >= 0 &&
                      // 2 MB unless told otherwise, cleared for each write of texts
                      H5Pset_buffer(transfer.get(), buffer_bytes, nullptr, nullptr) >= 0 &&
                      H5Pset_driver(access.get(), noting_driver(), nullptr) >= 0 &&
                      // small headers; read by HDF5 1.10 and later
                      H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
                      H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG) >= 0 &&
                      H5Pset_cache(access.get(), 0, chunk_slots, buffer_bytes, 1.0) >= 0;
    return well ? std::move(access) : Handle();
  }

  /// An empty extent is a scalar.
  Handle space(const std::vector<hsize_t>& extent, const std::string& what, const hsize_t* most = nullptr) {
    return {check(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), most), what), H5Sclose};
  }

  void attribute(hid_t object, const std::string& name, Kind kind, const void* value) {
    const std::string what = "attribute " + name;
    const Handle scalar = space({}, what);
    const hid_t attribute = H5Acreate2(object, name.c_str(), type(kind), scalar.get(), H5P_DEFAULT, H5P_DEFAULT);
    const Handle owner(check(attribute, what), H5Aclose);
    check(H5Awrite(attribute, type(kind), value), what);
  }

  Handle create(const DatasetInfo& info, Kind kind, const Handle& in, hid_t creation) {
    const char* path = info.path.c_str();
    Handle dataset(H5Dcreate2(id.get(), path, type(kind), in.get(), links.get(), creation, H5P_DEFAULT), H5Dclose);
    check(dataset.get(), info.path);
    const char *unit = info.unit.c_str(), *long_name = info.long_name.c_str();
    attribute(dataset.get(), "units", Kind::text, &unit);
    attribute(dataset.get(), "long_name", Kind::text, &long_name);
    return dataset;
  }

  Column& column(std::size_t number, [[maybe_unused]] Kind kind) {
    begin();
    assert(number < columns.size() && "no such column");
    assert(columns[number].kind == kind && "a column of another type");
    return columns[number];
  }

  void write_buffer(Column& c) {
    const std::size_t rows = c.buffered_rows();
    if (rows == 0) return;
    begin();
    const std::vector<hsize_t> extent = extents(c.rows + rows, c.info.shape), count = extents(rows, c.info.shape);
    std::vector<hsize_t> first(count.size(), 0);
    first.front() = c.rows;
    check(H5Dset_extent(c.dataset.get(), extent.data()), c.info.path);
    const Handle target(check(H5Dget_space(c.dataset.get()), c.info.path), H5Sclose);
    check(H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr), c.info.path);
    const Handle source = space(count, c.info.path);
    const std::vector<const char*> texts = pointers(c.texts);
    const void* data = c.kind == Kind::text ? static_cast<const void*>(texts.data()) : c.values.data();
    check(H5Dwrite(c.dataset.get(), type(c.kind), source.get(), target.get(), transfer.get(), data), c.info.path);
    c.rows += rows;
    c.clear();
  }
};

ResultFile::ResultFile(const std::filesystem::path& path) : file_(std::make_unique<File>()) {
  const std::string failure = path.string() + ": cannot create the result file: ";
  if (is_locked(path)) throw RunError(failure + "another program has it open");
  silence_hdf5();
  file_->path = path;
  file_->ended = path.string() + ": the file is closed";
  const Handle access = file_->prepare();
  errno = 0;
  if (access) file_->id = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose);
  if (!file_->id) throw RunError(failure + reason(errno));
  file_->check(H5Fget_vfd_handle(file_->id.get(), H5P_DEFAULT, &file_->descriptor), "the file");
}

ResultFile::~ResultFile() {
  if (!file_->id) return;
  try {
    close();
  } catch (const std::exception&) {
    // the file is removed; close() is there for whoever wants to know
  }
}

void ResultFile::attribute(const std::string& object, const std::string& name, const std::string& value) {
  const char* text = value.c_str();
  attribute(object, name, Kind::text, &text);
}

void ResultFile::attribute(const std::string& object, const std::string& name, Kind kind, const void* value) {
  file_->begin();
  const Handle owner(H5Oopen(file_->id.get(), object.c_str(), H5P_DEFAULT), H5Oclose);
  file_->attribute(file_->check(owner.get(), object), name, kind, value);
}

void ResultFile::write_texts(const DatasetInfo& info, const std::vector<std::string>& values) {
  write(info, Kind::text, values.size(), pointers(values).data());
}

void ResultFile::write(const DatasetInfo& info, Kind kind, [[maybe_unused]] std::size_t size, const void* values) {
  assert(size == product(info.shape));
  File& f = *file_;
  f.begin();
  Handle dataset = f.create(info, kind, f.space({info.shape.begin(), info.shape.end()}, info.path), H5P_DEFAULT);
  f.check(H5Dwrite(dataset.get(), f.type(kind), H5S_ALL, H5S_ALL, f.transfer.get(), values), info.path);
  f.check(dataset.release() ? 0 : -1, info.path);
}

std::size_t ResultFile::add(const DatasetInfo& info, Kind kind) {
  const std::size_t row_bytes = product(info.shape) * sizeof(double);  // an integer is as long
  assert(row_bytes > 0 && (kind == Kind::number || row_bytes == sizeof(double)));
  File& f = *file_;
  f.begin();
  const std::size_t chunk_rows = std::clamp<std::size_t>(chunk_bytes / row_bytes, 1, most_chunk_rows);
  const std::vector<hsize_t> extent = extents(0, info.shape), chunk = extents(chunk_rows, info.shape);
  std::vector<hsize_t> most = extent;
  most.front() = H5S_UNLIMITED;
  const Handle creation(f.check(H5Pcreate(H5P_DATASET_CREATE), info.path), H5Pclose);
  f.check(H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data()), info.path);
  Handle dataset = f.create(info, kind, f.space(extent, info.path, most.data()), creation.get());
  f.columns.push_back({info, kind, std::move(dataset), row_bytes, 0, {}, {}, 0});
  return f.columns.size() - 1;
}

void ResultFile::append(std::size_t column, Kind kind, const void* row) {
  Column& c = file_->column(column, kind);
  const char* bytes = static_cast<const char*>(row);
  c.values.insert(c.values.end(), bytes, bytes + c.row_bytes);
  if (c.values.size() >= buffer_bytes) file_->write_buffer(c);
}

void ResultFile::append_text(std::size_t column, const std::string& value) {
  Column& c = file_->column(column, Kind::text);
  c.texts.push_back(value);
  c.text_bytes += sizeof(std::string) + value.size();
  if (c.text_bytes >= buffer_bytes) file_->write_buffer(c);
}

void ResultFile::flush() {
  file_->begin();
  for (Column& column : file_->columns) file_->write_buffer(column);
  file_->check(H5Fflush(file_->id.get(), H5F_SCOPE_LOCAL), "the file");
}

void ResultFile::close() {
  flush();
  file_->check(file_->release() ? 0 : -1, "the end of the file");
}

}  // namespace closo
