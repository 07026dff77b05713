// Excerpts for messages and guesses at misspelt words.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace closo {
namespace {

TEST(Excerpt, KeepsUnicodeAndReplacesWhatIsNone) {
  for (const std::string kept : {"600 um", "\u00b5m", "\u0800", "\ud7ff", "\ue000", "\U00010000", "\U0010ffff"})
    EXPECT_EQ(excerpt(kept), kept);
  const std::vector<std::pair<std::string, std::string>> replaced = {{"a\tb\nc", "a b c"},
                                                                     {"\x01", "?"},
                                                                     {"\x7f", "?"},
                                                                     {"\xc1\xbf", "??"},
                                                                     {"\xc3", "?"},
                                                                     {"\xc3(", "?("},
                                                                     {"\xe0\x9f\xbf", "???"},
                                                                     {"\xed\xa0\x80", "???"},
                                                                     {"\xf0\x8f\xbf\xbf", "????"},
                                                                     {"\xf4\x90\x80\x80", "????"},
                                                                     {"\xf5\x80\x80\x80", "????"}};
  for (const auto& [text, expected] : replaced) EXPECT_EQ(excerpt(text), expected);
  const std::string longest(200, 'x');
  EXPECT_EQ(excerpt(longest), longest);
  EXPECT_EQ(excerpt(longest + "y"), longest + "...");
}

TEST(NearestWord, IsOneThatAThirdOfTheLettersLeadTo) {
  const std::vector<std::string> commands = {"run", "eis", "compare", "sweep", "spectrum"};
  EXPECT_EQ(nearest_word("rnu", commands), "run");
  EXPECT_EQ(nearest_word("ran", commands), "run");
  EXPECT_EQ(nearest_word("un", commands), "run");
  EXPECT_EQ(nearest_word("spectra", commands), "spectrum");
  EXPECT_EQ(nearest_word("comapre", commands), "compare");
  EXPECT_EQ(nearest_word("sweeps", commands), "sweep");
  EXPECT_EQ(nearest_word("walk", commands), "");
  EXPECT_EQ(nearest_word("sweat", commands), "");  // two letters of five
  EXPECT_EQ(nearest_word("ab", {"ba"}), "ba");
  EXPECT_EQ(nearest_word("abcd", {"badc"}), "");  // two exchanges
  EXPECT_EQ(suggestion("rnu", commands), "; did you mean 'run'?");
  EXPECT_EQ(suggestion("walk", commands), "");
}

TEST(QuotedList, EndsWhereItWouldFillTheScreen) {
  EXPECT_EQ(quoted_list({"a", "b"}), "'a', 'b'");
  const std::string of_40 = quoted_list(std::vector<std::string>(40, "a")),
                    of_41 = quoted_list(std::vector<std::string>(41, "a"));
  EXPECT_EQ(of_40.size(), 40 * 5 - 2);
  EXPECT_EQ(of_41, of_40 + ", ...");
}

}  // namespace
}  // namespace closo
