// What an error of the input says, in a line and in its fields.
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace closo {
namespace {

TEST(InputErrors, SayTheSameInALineAndInTheirFields) {
  const InputError wrong("cells/x.yaml:14", "positive.porosity", "115 %", "a number, 0 <= value < 1");
  EXPECT_STREQ(wrong.what(), "cells/x.yaml:14: positive.porosity: found '115 %', expected a number, 0 <= value < 1");
  EXPECT_EQ(wrong.file(), "cells/x.yaml");
  EXPECT_EQ(wrong.line(), 14);
  EXPECT_EQ(wrong.key(), "positive.porosity");
  EXPECT_EQ(wrong.value(), "115 %");
  EXPECT_EQ(wrong.expected(), "a number, 0 <= value < 1");
}

TEST(InputErrors, TellMissingFromForbiddenAndEmpty) {
  const InputError missing = InputError::missing("x.yaml:3", "area", "a quantity in m2");
  EXPECT_STREQ(missing.what(), "x.yaml:3: area: missing, expected a quantity in m2");
  EXPECT_EQ(missing.value(), "");
  EXPECT_STREQ(InputError::missing("x.yaml:3", "cell", "").what(), "x.yaml:3: cell: missing");
  const InputError forbidden = InputError::forbidden("x.yaml:9", "heat", "only a cell with particles has it");
  EXPECT_STREQ(forbidden.what(), "x.yaml:9: heat: not allowed here: only a cell with particles has it");
  EXPECT_EQ(forbidden.line(), 9);
  EXPECT_STREQ(InputError("x.csv", "", "", "rows").what(), "x.csv: empty, expected rows");
}

TEST(InputErrors, TakePlacesWithoutALineWhole) {
  for (const char* where : {"x.yaml", "--set a=1:2 h", "C:file.yaml", "x.yaml:7 (set)", "a:b:"}) {
    const InputError error(where, "k", "v", "e");
    EXPECT_EQ(error.file(), where);
    EXPECT_EQ(error.line(), 0);
  }
  EXPECT_EQ(InputError("a:b.yaml:12", "", "v", "e").file(), "a:b.yaml");
}

}  // namespace
}  // namespace closo
