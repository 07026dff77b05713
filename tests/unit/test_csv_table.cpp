// Tables of measured curves: what is read, and what is refused with its line.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/csv_table.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

/// A file of one test, with the name "table.csv" in a directory of its own.
class CsvTableTest : public testing::Test {
 protected:
  CsvTable read(const std::string& text) const {
    std::ofstream(path_, std::ios::binary) << text;
    return read_csv(path_);
  }

  /// The message of the error without the directory, "no error" if there was none.
  std::string error_of(const std::string& text) const {
    try {
      read(text);
    } catch (const InputError& error) {
      const std::string message = error.what();
      return message.substr(message.find("table.csv"));
    }
    return "no error";
  }

  test::TestFolder folder_;
  std::filesystem::path path_ = folder_ / "table.csv";
};

TEST_F(CsvTableTest, ReadsColumnsAndRemembersTheLineOfEachRow) {
  const CsvTable table = read("# source: somebody\n\ny, ocv [V]\n0,2.51E-15\n# pause\n 0.5 ,-3.25\n1,+4");
  EXPECT_EQ(table.file, path_.string());
  EXPECT_EQ(table.names, (std::vector<std::string>{"y", "ocv [V]"}));
  ASSERT_EQ(table.columns.size(), 2u);
  EXPECT_EQ(table.columns[0], (std::vector<double>{0.0, 0.5, 1.0}));
  EXPECT_EQ(table.columns[1], (std::vector<double>{2.51e-15, -3.25, 4.0}));
  EXPECT_EQ(table.lines, (std::vector<int>{4, 6, 7}));
}

TEST_F(CsvTableTest, ToleratesWindowsLineEndsAndByteOrderMark) {
  const CsvTable table = read("\xef\xbb\xbfy,u\r\n1,2\r\n");
  EXPECT_EQ(table.names, (std::vector<std::string>{"y", "u"}));
  EXPECT_EQ(table.columns[1], std::vector<double>{2.0});
}

TEST_F(CsvTableTest, NamesLineAndColumnOfANonNumber) {
  EXPECT_EQ(error_of("y,u\n1,2\n3,four\n"), "table.csv:3: u: found 'four', expected a finite number");
  for (const char* cell : {"nan", "inf", "-inf", "1e999", "1 2", "0x10", "1;2", "--1", ""}) {
    EXPECT_EQ(error_of(std::string("y,u\n1,") + cell + "\n").substr(0, 11), "table.csv:2") << cell;
  }
}

TEST_F(CsvTableTest, RejectsARowOfTheWrongLength) {
  EXPECT_EQ(error_of("y,u\n1,2\n3\n"), "table.csv:3: found '3', expected 2 numbers separated by commas");
  EXPECT_EQ(error_of("y,u\n1,2,3\n"),
            "table.csv:2: found '1,2,3', expected 2 numbers with decimal points separated by commas");
}

TEST_F(CsvTableTest, RejectsAFileWithoutRowsOrHeader) {
  EXPECT_EQ(error_of(""), "table.csv: empty, expected a header line and rows of numbers");
  EXPECT_EQ(error_of("# only this\n"), "table.csv: empty, expected a header line and rows of numbers");
  EXPECT_EQ(error_of("y,u\n"), "table.csv:1: empty, expected at least one row of numbers");
  EXPECT_EQ(error_of("1,2\n3,4\n"), "table.csv:1: found '1,2', expected a header line with the names of the columns");
}

TEST_F(CsvTableTest, RejectsDuplicateAndEmptyNames) {
  EXPECT_EQ(error_of("y,y\n1,2\n"), "table.csv:1: found 'y', expected a different name for each column");
  EXPECT_EQ(error_of("y,\n1,2\n"), "table.csv:1: found 'y,', expected a name for each column");
}

TEST_F(CsvTableTest, RejectsOtherSeparators) {
  EXPECT_EQ(error_of("y;u\n1;2\n"),
            "table.csv:1: found 'y;u', expected columns separated by commas, and numbers with decimal points");
  EXPECT_EQ(error_of("y,u\n0.5,3.9\n0,5,3,9\n"),
            "table.csv:3: found '0,5,3,9', expected 2 numbers with decimal points separated by commas");
}

TEST_F(CsvTableTest, ReadsTheWantedColumnsAlone) {
  std::ofstream(path_) << "y,when,u\n1,yesterday,3\n";
  const CsvTable table = read_csv(path_, [](const std::string& name) { return name != "when"; });
  EXPECT_EQ(table.header_line, 1);
  EXPECT_EQ(table.columns, (std::vector<std::vector<double>>{{1}, {}, {3}}));
}

/// Every cell in quotes, the quotes in it doubled.
std::string quoted(const std::string& table) {
  std::string result = "\"";
  for (const char c : table) {
    if (c == ',') result += "\",\"";
    if (c == '"') result += "\"\"";
    if (c == '\n') result += "\"\r\n\"";
    if (c != ',' && c != '"' && c != '\n') result += c;
  }
  return result + "\"";
}

TEST_F(CsvTableTest, ReadsTheSameWithAndWithoutQuotes) {
  const std::string plain = "y,ocv [V],in \"house\" units\n0,2.51E-15,7\n0.5,-3.25,+8";
  const CsvTable a = read(plain), b = read("\xef\xbb\xbf" + quoted(plain)), c = read(" " + quoted(plain) + "\t\r\n");
  EXPECT_EQ(a.names, (std::vector<std::string>{"y", "ocv [V]", "in \"house\" units"}));
  EXPECT_EQ(a.columns, (std::vector<std::vector<double>>{{0, 0.5}, {2.51e-15, -3.25}, {7, 8}}));
  for (const CsvTable& other : {b, c}) {
    EXPECT_EQ(other.names, a.names);
    EXPECT_EQ(other.columns, a.columns);
    EXPECT_EQ(other.lines, a.lines);
    EXPECT_EQ(other.header_line, a.header_line);
  }
}

TEST_F(CsvTableTest, SkipsFreeTextWithCommasQuotesAndLineBreaks) {
  std::ofstream(path_, std::ios::binary) << "y,\"Note, free text\",\"u\nof the cell\"\r\n"
                                         << "1,\"began, they say,\r\n# \"\"late\"\"\",2\r\n"
                                         << "3,5\" of rain,4\r\n"
                                         << "5,\"\",6\r\n";
  const CsvTable table = read_csv(path_, [](const std::string& name) { return !name.starts_with("Note"); });
  EXPECT_EQ(table.names, (std::vector<std::string>{"y", "Note, free text", "u\nof the cell"}));
  EXPECT_EQ(table.columns, (std::vector<std::vector<double>>{{1, 3, 5}, {}, {2, 4, 6}}));
  EXPECT_EQ(table.lines, (std::vector<int>{3, 5, 6}));
}

TEST_F(CsvTableTest, NamesTheLineOfAQuoteThatIsWrong) {
  EXPECT_EQ(error_of("y,u\n1,\"2\n3,4\n"), "table.csv:2: found '\"2 3,4 ', expected a closing quote");
  EXPECT_EQ(error_of("y,u\n1,\"2\"\"\n"), "table.csv:2: found '\"2\"\" ', expected a closing quote");
  EXPECT_EQ(error_of("y,u\n\"1\"2,3\n"),
            "table.csv:2: found '2', expected a comma or the end of the line after the closing quote");
  EXPECT_EQ(error_of("y,u\n1,\"\n2\n\"\n3,\"4,5\"\n"), "table.csv:5: u: found '4,5', expected a finite number");
  EXPECT_EQ(error_of("\"y\nz\",u\n1,two\n"), "table.csv:3: u: found 'two', expected a finite number");
}

TEST(ColumnName, HasItsUnitInBracketsOrBehindASlash) {
  const auto parts = [](const char* header) {
    const auto name = column_name(header);
    return name ? name->name + "|" + name->unit : "none";
  };
  EXPECT_EQ(parts("ocv [V]"), "ocv|V");
  EXPECT_EQ(parts("Test Time / s"), "Test Time|s");
  EXPECT_EQ(parts("Specific Capacity / mAh g-1"), "Specific Capacity|mAh g-1");
  EXPECT_EQ(parts("capacity [mAh/g]"), "capacity|mAh/g");
  EXPECT_EQ(parts("y"), "y|");
  EXPECT_EQ(parts("ocv [V"), "none");
}

TEST_F(CsvTableTest, RejectsBinaryFiles) {
  EXPECT_EQ(error_of(std::string("y,u\n1,\0", 7)).substr(0, 11), "table.csv:2");
  EXPECT_EQ(error_of("y,u\n1,\xff\xfe\n").substr(0, 11), "table.csv:2");
}

TEST_F(CsvTableTest, RejectsMissingFilesAndDirectories) {
  EXPECT_THROW(read_csv(folder_ / "absent.csv"), InputError);
  EXPECT_THROW(read_csv(folder_.path()), InputError);
}

}  // namespace
}  // namespace closo
