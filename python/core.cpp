// What Python sees of the library; closo/*.py makes it pleasant.
#include <chrono>
#include <complex>
#include <cstring>

#include <closo/closo.hpp>
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using Values = std::vector<closo::KeyValue>;
using Columns = std::vector<std::string>;
using Times = std::vector<double>;

void raise(const char* name, const nb::tuple& arguments) {
  const nb::object type = nb::module_::import_("closo.errors").attr(name);
  PyErr_SetObject(type.ptr(), type(*arguments).ptr());
}

void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const closo::InputError& e) {
    raise("InputError", nb::make_tuple(e.what(), e.file(), e.line(), e.key(), e.value(), e.expected()));
  } catch (const closo::RunError& e) {
    raise("RunError", nb::make_tuple(e.what()));
  }
}

/// Asks Python now and then whether there was a Ctrl-C. It can be called often, without the interpreter's lock.
std::function<bool()> python_signals() {
  using Clock = std::chrono::steady_clock;
  return [calls = 0u, last = Clock::now()]() mutable {
    constexpr unsigned calls_between = 16;
    constexpr auto between = std::chrono::milliseconds(50);
    if (++calls % calls_between != 0 || Clock::now() - last < between) return false;
    last = Clock::now();
    const nb::gil_scoped_acquire gil;
    return PyErr_CheckSignals() != 0;
  };
}

/// Computes without the interpreter's lock. Ctrl-C ends it, and is raised.
template <class Work>
auto computed(const Columns& columns, const Times& times, const Work& work) {
  closo::SimulateOptions options{columns, nullptr, times};
  options.interrupted = python_signals();
  auto result = [&] {
    const nb::gil_scoped_release free;
    return work(options);
  }();
  if (PyErr_Occurred() != nullptr) throw nb::python_error();
  return result;
}

closo::Solution simulate(const closo::Run& run, const Values& values, const Columns& columns) {
  return computed(columns, {}, [&](const closo::SimulateOptions& options) {
    return values.empty() ? closo::simulate(run, options) : closo::Simulator(run)(values, options);
  });
}

using Case = std::pair<closo::Solution, std::string>;

std::vector<Case> study(const closo::Run& run, const std::vector<Values>& cases, const Columns& columns,
                        const Times& times, int threads, const nb::object& ended) {
  std::function<void(std::size_t)> report;
  if (!ended.is_none())
    report = [&](std::size_t number) {
      const nb::gil_scoped_acquire gil;
      ended(number);
    };
  closo::SimulateOptions options{columns, nullptr, times};
  options.interrupted = [] {
    const nb::gil_scoped_acquire gil;
    return PyErr_CheckSignals() != 0;
  };
  std::vector<closo::CaseSolution> solved;
  {
    const nb::gil_scoped_release free;
    solved = closo::study(run, cases, options, threads, report);
  }
  if (PyErr_Occurred() != nullptr) throw nb::python_error();
  std::vector<Case> result;
  for (closo::CaseSolution& c : solved) result.emplace_back(std::move(c.solution), std::move(c.error));
  return result;
}

void record(const closo::Run& run, const std::filesystem::path& file) {
  computed({}, {}, [&](const closo::SimulateOptions& options) {
    closo::record(run, file, options);
    return true;
  });
}

std::vector<nb::tuple> list(const closo::Parameters& cell) {
  std::vector<nb::tuple> rows;
  for (const closo::Parameter& p : cell.list())
    rows.push_back(nb::make_tuple(p.key, p.text, p.value, p.unit, p.status, p.source, p.where));
  return rows;
}

/// The whole shape of a column.
std::vector<std::size_t> shape_of(const closo::SolutionTable& table, const closo::SolutionColumn& column) {
  std::vector<std::size_t> shape = column.shape;
  if (!table.single) shape.insert(shape.begin(), column.rows());
  return shape;
}

/// The numbers of a column as they lie in the solution, which lives as long as the array.
nb::object values(nb::handle_t<closo::Solution> self, const std::string& table_name, const std::string& name) {
  const auto& solution = nb::cast<const closo::Solution&>(self);
  const closo::SolutionTable& table = solution[table_name];
  const closo::SolutionColumn& column = table[name];
  const std::vector<std::size_t> shape = shape_of(table, column);
  if (column.kind == closo::SolutionColumn::Kind::text) return nb::cast(column.texts);
  if (column.kind == closo::SolutionColumn::Kind::integer)
    return nb::cast(
        nb::ndarray<nb::numpy, const std::int64_t>(column.integers.data(), shape.size(), shape.data(), self));
  return nb::cast(nb::ndarray<nb::numpy, const double>(column.numbers.data(), shape.size(), shape.data(), self));
}

nb::list columns(const closo::Solution& solution, const std::string& table_name) {
  const closo::SolutionTable& table = solution[table_name];
  nb::list list;
  for (const closo::SolutionColumn& c : table.columns)
    list.append(nb::make_tuple(c.name, c.unit, c.long_name, nb::tuple(nb::cast(shape_of(table, c)))));
  return list;
}

nb::list tables(const closo::Solution& solution) {
  nb::list list;
  for (const closo::SolutionTable& table : solution.tables)
    if (!table.columns.empty()) list.append(nb::make_tuple(table.name, table.single));
  return list;
}

template <class Number>
nb::bytes bytes_of(const std::vector<Number>& numbers) {
  return nb::bytes(numbers.data(), numbers.size() * sizeof(Number));
}
template <class Number>
std::vector<Number> numbers_of(const nb::bytes& bytes) {
  std::vector<Number> numbers(bytes.size() / sizeof(Number));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

nb::tuple state_of(const closo::Solution& s) {
  nb::list tables;
  for (const closo::SolutionTable& table : s.tables) {
    nb::list columns;
    for (const closo::SolutionColumn& c : table.columns)
      columns.append(nb::make_tuple(c.name, c.unit, c.long_name, static_cast<int>(c.kind), c.shape, bytes_of(c.numbers),
                                    bytes_of(c.integers), c.texts));
    tables.append(nb::make_tuple(table.name, table.single, columns));
  }
  return nb::make_tuple(s.title, s.cell, s.outcome, s.stop_reason, tables);
}

closo::SolutionColumn column_of(const nb::handle& state) {
  closo::SolutionColumn c{nb::cast<std::string>(state[0]), nb::cast<std::string>(state[1]),
                          nb::cast<std::string>(state[2])};
  c.kind = static_cast<closo::SolutionColumn::Kind>(nb::cast<int>(state[3]));
  c.shape = nb::cast<std::vector<std::size_t>>(state[4]);
  c.numbers = numbers_of<double>(nb::cast<nb::bytes>(state[5]));
  c.integers = numbers_of<std::int64_t>(nb::cast<nb::bytes>(state[6]));
  c.texts = nb::cast<std::vector<std::string>>(state[7]);
  return c;
}

void set_state(closo::Solution& solution, const nb::tuple& state) {
  new (&solution) closo::Solution{nb::cast<std::string>(state[0]), nb::cast<std::string>(state[1]),
                                  nb::cast<std::string>(state[2]), nb::cast<std::string>(state[3])};
  for (const nb::handle table : state[4]) {
    closo::SolutionTable& added =
        solution.tables.emplace_back(nb::cast<std::string>(table[0]), nb::cast<bool>(table[1]));
    for (const nb::handle column : nb::object(table[2])) added.columns.push_back(column_of(column));
  }
}

using Frequencies = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

std::vector<std::complex<double>> impedance(const closo::Run& run, const Frequencies& frequencies) {
  const std::vector<double> numbers(frequencies.data(), frequencies.data() + frequencies.size());
  const nb::gil_scoped_release free;
  return closo::impedance(run, numbers);
}

}  // namespace

NB_MODULE(_core, m) {
  nb::register_exception_translator(translate);
  const auto free = nb::call_guard<nb::gil_scoped_release>();

  nb::class_<closo::Parameters>(m, "Parameters")
      .def_static("from_file", &closo::Parameters::from_file, "file"_a, free)
      .def_static("from_text", &closo::Parameters::from_text, "yaml"_a, "name"_a, free)
      .def("copy", [](const closo::Parameters& p) { return p; })
      .def("set", [](closo::Parameters& p, const std::string& key, const std::string& text) { p.set(key, text); })
      .def("get", &closo::Parameters::get, "key"_a, "unit"_a)
      .def("list", &list)
      .def("title", &closo::Parameters::title)
      .def("text", &closo::Parameters::text);
  nb::class_<closo::Run>(m, "Run")
      .def(nb::new_([](const closo::Parameters& cell, const std::string& protocol) {
             return closo::Run(cell, closo::Steps::from_text(protocol));
           }),
           "cell"_a, "protocol"_a, free)
      .def_static("from_file", &closo::Run::from_file, "file"_a, free)
      .def_static("from_text", &closo::Run::from_text, "yaml"_a, "name"_a, free)
      .def("copy", [](const closo::Run& run) { return run; })
      .def("set", [](closo::Run& run, const std::string& key, const std::string& text) { run.set(key, text); })
      .def("unit", &closo::Run::unit, "key"_a)
      .def("text", &closo::Run::text)
      .def("__getstate__", &closo::Run::text)
      .def("__setstate__", [](closo::Run& run, const std::string& yaml) {
        new (&run) closo::Run(closo::Run::from_text(yaml, "pickled run"));
      });
  nb::class_<closo::Solution>(m, "Solution")
      .def_ro("title", &closo::Solution::title)
      .def_ro("cell", &closo::Solution::cell)
      .def_ro("outcome", &closo::Solution::outcome)
      .def_ro("stop_reason", &closo::Solution::stop_reason)
      .def("tables", &tables)
      .def("columns", &columns, "table"_a)
      .def("values", &values, "table"_a, "column"_a)
      .def("__getstate__", &state_of)
      .def("__setstate__", &set_state);
  nb::class_<closo::Simulator>(m, "Simulator")
      .def(nb::init<const closo::Run&>(), "run"_a)
      .def(
          "__call__",
          [](closo::Simulator& simulator, const Values& values, const Columns& columns, const Times& times) {
            return computed(columns, times, [&](const auto& options) { return simulator(values, options); });
          },
          "values"_a, "columns"_a, "times"_a);

  m.def("states_run", &closo::states_run, "yaml"_a, "name"_a);
  m.def("simulate", &simulate, "run"_a, "values"_a, "columns"_a);
  m.def("study", &study, "run"_a, "cases"_a, "columns"_a, "times"_a, "threads"_a, "ended"_a.none());
  m.def("record", &record, "run"_a, "file"_a);
  m.def("read_result", &closo::read_result, "file"_a);
  m.def("impedance", &impedance, "run"_a, "frequencies"_a);
  m.def("version", &closo::version);
  m.def("git_commit", &closo::git_commit);
}
