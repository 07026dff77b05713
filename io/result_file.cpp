// Buffered columns, what to do when the disk is full, and when to publish.
#include "io/result_file.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "io/hdf5_driver.hpp"
#include "io/hdf5_handle.hpp"

namespace closo {
namespace {

constexpr std::size_t buffer_bytes = 1 << 16;  // of a column before it is written
constexpr std::size_t chunk_bytes = 1 << 13;   // of columns of arrays: the least that a file can grow by
constexpr std::size_t most_chunk_rows = 256;   // of scalar columns
constexpr std::size_t chunk_slots = 7;         // HDF5 keeps buffer_bytes of a column's chunks: those not full yet

using Clock = std::chrono::steady_clock;

// At most 5 % of the time goes to copying, as long as a copy takes less than half a second. A killed run loses at most
// 10 s; below 0.1 s nobody would notice the loss.
constexpr int publishing_pause = 20;  // over the duration of the last one
constexpr Clock::duration least_pause = std::chrono::milliseconds(100), most_pause = std::chrono::seconds(10);

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
  Opening opening;
  bool published = false;
  Clock::time_point last_published = Clock::now();
  Clock::duration last_duration{};
  std::optional<WorkingFile> working;
  Handle text, links, transfer, id;
  std::vector<Column> columns;
  std::shared_ptr<int> lost_write = std::make_shared<int>(0);  // see set_noting_driver
  std::string ended;                                           // why there is no file any more

  /// Begins every call: nothing follows the end of the file, and errno belongs to this call.
  void begin() const {
    if (!id) throw RunError(ended);
    errno = 0;
  }

  /// What a reader finds after an error.
  std::string remains() const {
    if (published || opening == Opening::resume) return path.string() + " holds the run up to its last complete write";
    std::error_code ignored;  // a file that cannot be seen is none to the reader
    return std::filesystem::exists(path, ignored) ? path.string() + " is still the previous version"
                                                  : "no file is left";
  }

  [[noreturn]] void fail(const std::string& what, const std::string& why) {
    ended = path.string() + ": cannot write " + what + ": " + why + " (" + remains() + ")";
    abandon();
    throw RunError(ended);
  }

  /// Closes the working file and removes it.
  void abandon() {
    for (Column& column : columns) column.clear();
    release();
    working.reset();
  }

  /// Hands on what HDF5 returned, an identifier or a status, if all is well.
  template <class Status>
  Status check(Status status, const std::string& what) {
    if (status < 0 || *lost_write != 0) fail(what, reason(*lost_write != 0 ? *lost_write : errno));
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
                      set_noting_driver(access.get(), lost_write) >= 0 &&
                      // the newest format whose files say nothing of being open, which readers of a copy would believe
                      H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18) >= 0 &&
                      H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG) >= 0 &&
                      H5Pset_cache(access.get(), 0, chunk_slots, buffer_bytes, 1.0) >= 0;
    return well ? std::move(access) : Handle();
  }

  /// Opens the working file.
  void open() {
    const std::string refused = refusal(path, opening);
    silence_hdf5();
    working.emplace(path, opening);
    const Handle access = prepare();
    const char* name = working->path().c_str();
    errno = 0;
    if (access && opening == Opening::create)
      id = Handle(H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, access.get()), H5Fclose);
    if (access && opening == Opening::resume) id = Handle(H5Fopen(name, H5F_ACC_RDWR, access.get()), H5Fclose);
    if (!id)
      throw RunError(refused +
                     (opening == Opening::create ? reason(errno) : "not a result file of this version of closo"));
    // within the file, small headers and indices; read by HDF5 1.10 and later
    check(H5Fset_libver_bounds(id.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), "the file");
  }

  void flush() {
    begin();
    for (Column& column : columns) write_buffer(column);
    check(H5Fflush(id.get(), H5F_SCOPE_LOCAL), "the file");
  }

  bool has(const std::string& object) const { return H5Lexists(id.get(), object.c_str(), H5P_DEFAULT) > 0; }

  /// An empty extent is a scalar.
  Handle space(const std::vector<hsize_t>& extent, const std::string& what, const hsize_t* most = nullptr) {
    return {check(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), most), what), H5Sclose};
  }

  void attribute(hid_t object, const std::string& name, Kind kind, const void* value) {
    const std::string what = "attribute " + name;
    if (check(H5Aexists(object, name.c_str()), what) > 0) check(H5Adelete(object, name.c_str()), what);
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

  /// Opens a dataset that exists, whose first extent is rows if it is a column, and its extents.
  std::pair<Handle, std::vector<hsize_t>> open(const DatasetInfo& info, Kind kind, bool is_column) {
    Handle dataset(check(H5Dopen2(id.get(), info.path.c_str(), H5P_DEFAULT), info.path), H5Dclose);
    const Handle space(check(H5Dget_space(dataset.get()), info.path), H5Sclose);
    const Handle stored(check(H5Dget_type(dataset.get()), info.path), H5Tclose);
    const int rank = check(H5Sget_simple_extent_ndims(space.get()), info.path);
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank)), most(extent.size());
    check(H5Sget_simple_extent_dims(space.get(), extent.data(), most.data()), info.path);
    const bool grows = rank > 0 && most.front() == H5S_UNLIMITED;
    const std::vector<std::size_t> shape(extent.begin() + (grows ? 1 : 0), extent.end());
    const htri_t same_type =  // HDF5 holds no two types of texts for equal
        kind == Kind::text ? H5Tis_variable_str(stored.get()) : H5Tequal(stored.get(), type(kind));
    if (grows != is_column || shape != info.shape || check(same_type, info.path) == 0)
      fail(info.path, "it already exists with a different shape or type");
    return {std::move(dataset), std::move(extent)};
  }

  Column& column(std::size_t number, [[maybe_unused]] Kind kind) {
    begin();
    assert(number < columns.size() && "no such column");
    assert(columns[number].kind == kind && "a column of another type");
    return columns[number];
  }

  /// Selects some rows.
  void select(const Handle& in, H5S_seloper_t how, hsize_t row, std::size_t rows, const DatasetInfo& info) {
    const std::vector<hsize_t> count = extents(rows, info.shape);
    std::vector<hsize_t> first(count.size(), 0);
    first.front() = row;
    check(H5Sselect_hyperslab(in.get(), how, first.data(), nullptr, count.data(), nullptr), info.path);
  }

  void write_buffer(Column& c) {
    const std::size_t rows = c.buffered_rows();
    if (rows == 0) return;
    const std::vector<hsize_t> extent = extents(c.rows + rows, c.info.shape);
    check(H5Dset_extent(c.dataset.get(), extent.data()), c.info.path);
    const Handle target(check(H5Dget_space(c.dataset.get()), c.info.path), H5Sclose);
    select(target, H5S_SELECT_SET, c.rows, rows, c.info);
    const Handle source = space(extents(rows, c.info.shape), c.info.path);
    const std::vector<const char*> texts = pointers(c.texts);
    const void* data = c.kind == Kind::text ? static_cast<const void*>(texts.data()) : c.values.data();
    check(H5Dwrite(c.dataset.get(), type(c.kind), source.get(), target.get(), transfer.get(), data), c.info.path);
    c.rows += rows;
    c.clear();
  }
};

ResultFile::ResultFile(const std::filesystem::path& path, Opening opening) : file_(std::make_unique<File>()) {
  file_->path = path;
  file_->opening = opening;
  file_->ended = path.string() + ": the file is closed";
  file_->open();
}

ResultFile::~ResultFile() {
  file_->abandon();
}

bool ResultFile::resumed() const {
  return file_->opening == Opening::resume;
}

bool ResultFile::has(const std::string& path) const {
  return file_->has(path);
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
  Handle dataset = f.has(info.path)
                       ? f.open(info, kind, false).first
                       : f.create(info, kind, f.space({info.shape.begin(), info.shape.end()}, info.path), H5P_DEFAULT);
  f.check(H5Dwrite(dataset.get(), f.type(kind), H5S_ALL, H5S_ALL, f.transfer.get(), values), info.path);
  f.check(dataset.release() ? 0 : -1, info.path);
}

void ResultFile::write_joined(const DatasetInfo& info, Kind kind, std::size_t rows,
                              const std::vector<JoinedRows>& parts) {
  File& f = *file_;
  f.begin();
  const Handle creation(f.check(H5Pcreate(H5P_DATASET_CREATE), info.path), H5Pclose);
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (kind == Kind::number) f.check(H5Pset_fill_value(creation.get(), H5T_NATIVE_DOUBLE, &none), info.path);
  const Handle shown = f.space(extents(rows, info.shape), info.path);
  for (const JoinedRows& part : parts) {
    const Handle source = f.space(extents(part.rows.size(), info.shape), info.path);
    // HDF5 pairs the selected rows of both sides in rising order.
    for (std::size_t begin = 0, end = 0; begin < part.rows.size(); begin = end) {
      end = static_cast<std::size_t>(
          std::is_sorted_until(part.rows.begin() + static_cast<std::ptrdiff_t>(begin), part.rows.end()) -
          part.rows.begin());
      f.check(H5Sselect_none(shown.get()), info.path);
      for (std::size_t k = begin, next = k; k < end; k = next) {
        while (next < end && part.rows[next] == part.rows[k] + static_cast<std::int64_t>(next - k)) ++next;
        f.select(shown, H5S_SELECT_OR, static_cast<hsize_t>(part.rows[k]), next - k, info);
      }
      f.select(source, H5S_SELECT_SET, begin, end - begin, info);
      f.check(
          H5Pset_virtual(creation.get(), shown.get(), part.file.filename().c_str(), info.path.c_str(), source.get()),
          info.path);
    }
  }
  f.check(H5Sselect_all(shown.get()), info.path);
  f.create(info, kind, shown, creation.get());
}

std::size_t ResultFile::add(const DatasetInfo& info, Kind kind) {
  const std::size_t row_bytes = product(info.shape) * sizeof(double);  // an integer is as long
  assert(row_bytes > 0 && (kind == Kind::number || row_bytes == sizeof(double)));
  File& f = *file_;
  f.begin();
  if (f.has(info.path)) {
    auto [dataset, extent] = f.open(info, kind, true);
    f.columns.push_back({info, kind, std::move(dataset), row_bytes, extent.front(), {}, {}, 0});
    return f.columns.size() - 1;
  }
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

std::size_t ResultFile::rows(std::size_t column) const {
  const Column& c = file_->columns[column];
  return c.rows + c.buffered_rows();
}

void ResultFile::cut(std::size_t column, std::size_t rows) {
  File& f = *file_;
  f.begin();
  Column& c = f.columns[column];
  f.write_buffer(c);
  if (rows >= c.rows) return;
  c.rows = rows;
  f.check(H5Dset_extent(c.dataset.get(), extents(rows, c.info.shape).data()), c.info.path);
}

bool ResultFile::publish() {
  File& f = *file_;
  const Clock::time_point start = Clock::now();
  f.flush();
  const bool done = f.working->publish() == 0;
  if (!done && errno != ENOSPC && errno != EDQUOT) f.check(-1, "a copy");
  f.published = f.published || done;
  f.last_published = Clock::now();
  f.last_duration = f.last_published - start;
  return done;
}

bool ResultFile::publish_due() const {
  const Clock::duration pause = std::clamp(publishing_pause * file_->last_duration, least_pause, most_pause);
  return Clock::now() - file_->last_published >= pause;
}

void ResultFile::close() {
  File& f = *file_;
  f.flush();
  f.check(f.release() ? 0 : -1, "the end of the file");
  f.check(f.working->finish(), "the end of the file");
}

}  // namespace closo
