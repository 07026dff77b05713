// A host program may have set a locale with a decimal comma: input reads the same.
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <locale>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/units.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "formats/yaml/run_input.hpp"
#include "io/csv_table.hpp"
#include "io/yaml_input.hpp"
#include "models/formula.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

namespace fs = std::filesystem;

/// Makes a locale that has a decimal comma and nothing else, sets it, and says whether that worked.
bool set_decimal_commas(const fs::path& folder) {
  std::ofstream(folder / "comma")
      << "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3;3\nEND LC_NUMERIC\n";
  std::ofstream map(folder / "ascii");
  map << "<code_set_name> ASCII\n<mb_cur_min> 1\n<mb_cur_max> 1\nCHARMAP\n";
  for (int c = 0; c < 128; ++c) map << fmt::format("<U{:04X}> /x{:02x} letter\n", c, c);
  map << "END CHARMAP\n";
  map.close();
  const std::string at = folder.string();
  // Its status tells of the categories that are left out.
  static_cast<void>(
      std::system(fmt::format("localedef -c -i {0}/comma -f {0}/ascii {0}/closo_comma > {0}/log 2>&1", at).c_str()));
  ::setenv("LOCPATH", at.c_str(), 1);
  if (std::setlocale(LC_NUMERIC, "closo_comma") == nullptr) return false;
  std::locale::global(std::locale(std::locale::classic(), "closo_comma", std::locale::numeric));
  std::setlocale(LC_NUMERIC, "closo_comma");
  return std::strtod("0,5", nullptr) == 0.5;
}

/// What is read of an example, as YAML and as the list of all parameters, and numbers from each reader of ours.
std::string everything_read(const fs::path& csv) {
  const ResolvedInput input = resolve_file(CLOSO_SOURCE_DIR "/examples/01_first_cycle/run.yaml", {"tolerance=1.5e-5"});
  const RunInput run = read_run(input, nullptr);
  std::string text = write_yaml(input.tree);
  for (const double value : {run.cell.composite().thickness, run.cell.composite().porosity, run.cell.temperature,
                             run.settings.tolerance, molar_mass("Na0.5CoO2"), parse_quantity("2.5 inch", "m"),
                             parse_quantity("0.5 eV", "J/mol"), parse_quantity("3.25 mAh", "C")})
    text += fmt::format("{:.17g}\n", value);
  const CsvTable table = read_csv(csv);
  for (const double value : table.columns[0]) text += fmt::format("{:.17g}\n", value);
  const InputNode root = parse_yaml(
      "protocol: [{for_each: {a: 4.05 V to 4.15 V by 0.05 V}, steps: ['Charge at C/2.5 until {a}']}]", "run.yaml");
  const Protocol protocol = read_protocol(InputReader(root, "", nullptr), "protocol", run.cell);
  return text + write_protocol(protocol, [](const ProtocolNode&) { return std::string(); });
}

enum ExitStatus { same = 3, other = 4, no_locale = 5 };  // exit status

/// In a process of its own, as the database of units is read once. It ends by _Exit: newlocale of glibc keeps the list
/// made from LOCPATH, which the search for leaks at exit would report.
[[noreturn]] void read_with_decimal_commas(const fs::path& folder) {
  std::ofstream(folder / "table.csv") << "y\n0.25\n1.5e-3\n";
  if (!set_decimal_commas(folder)) std::_Exit(no_locale);
  const std::string with_commas = everything_read(folder / "table.csv");
  const bool inch = std::abs(parse_quantity("2.5 inch", "m") - 0.0635) < 1e-12;  // UDUNITS' own numbers too
  std::setlocale(LC_ALL, "C");
  std::locale::global(std::locale::classic());
  const std::string with_points = everything_read(folder / "table.csv");
  std::cerr << with_commas << "\nwith decimal points:\n" << with_points;
  std::_Exit(with_commas == with_points && inch ? same : other);
}

TEST(LocaleDeathTest, DecimalCommasOfTheHostChangeNothing) {
  if (std::system("command -v localedef > /dev/null") != 0)
    GTEST_SKIP() << "there is no localedef to make a locale with";
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const test::TestFolder folder;
  EXPECT_EXIT(read_with_decimal_commas(folder.path()), testing::ExitedWithCode(same), "");
}

}  // namespace
}  // namespace closo
