// Typed reading of the input tree, and the messages for what does not fit.
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/input_reader.hpp"
#include "io/yaml_input.hpp"
#include "tests/error_of.hpp"

namespace closo {
namespace {

class InputReaderTest : public testing::Test {
 protected:
  InputReader read(const std::string& text) {
    root_ = parse_yaml(text, "x.yaml");
    return {root_, "", &log_};
  }
  InputNode root_;
  ParameterList log_;
};

TEST_F(InputReaderTest, ReadsAQuantityWithItsProvenance) {
  const InputReader root = read("p:\n  d: {value: 600 um, status: measured, source: SEM}\n  e: 25 degC\n");
  const InputReader p = root.at("p");
  EXPECT_DOUBLE_EQ(p.quantity("d", "m", Range::positive()), 6e-4);
  EXPECT_DOUBLE_EQ(p.quantity("e", "K", Range::positive()), 298.15);
  ASSERT_EQ(log_.size(), 2u);
  EXPECT_EQ(log_[0].key, "p.d");
  EXPECT_EQ(log_[0].text, "600 um");
  EXPECT_EQ(log_[0].unit, "m");
  EXPECT_DOUBLE_EQ(log_[0].value, 6e-4);
  EXPECT_EQ(log_[0].status, "measured");
  EXPECT_EQ(log_[0].source, "SEM");
  EXPECT_EQ(log_[0].where, "x.yaml:2");
  EXPECT_EQ(log_[1].status, "not stated");
  EXPECT_EQ(log_[1].source, "");
  root.finish();
}

TEST_F(InputReaderTest, LogsAQuantityOnceAndWorksWithoutALog) {
  const InputReader root = read("d: 1 m\n");
  root.quantity("d", "m", Range::any());
  root.quantity("d", "m", Range::any());
  EXPECT_EQ(log_.size(), 1u);
  EXPECT_DOUBLE_EQ(InputReader(root_, "", nullptr).quantity("d", "m", Range::any()), 1.0);
}

TEST_F(InputReaderTest, NamesPlaceKeyTextAndRange) {
  const InputReader root = read("positive:\n  porosity: 1.4\n");
  EXPECT_EQ(test::error_of([&] { root.at("positive").number("porosity", Range::open_fraction()); }),
            "x.yaml:2: positive.porosity: found '1.4', expected a number, 0 < value < 1");
  EXPECT_TRUE(log_.empty());
}

TEST_F(InputReaderTest, ChecksTheBoundsOfARange) {
  EXPECT_FALSE(Range::positive().contains(0.0));
  EXPECT_TRUE(Range::non_negative().contains(0.0));
  EXPECT_FALSE(Range::non_negative().contains(-1e-300));
  EXPECT_TRUE(Range::fraction().contains(0.0) && Range::fraction().contains(1.0));
  EXPECT_FALSE(Range::fraction().contains(1.0000001));
  EXPECT_FALSE(Range::open_fraction().contains(0.0) || Range::open_fraction().contains(1.0));
  EXPECT_TRUE(Range::between(-2.0, 3.0).contains(-2.0) && Range::between(-2.0, 3.0).contains(3.0));
  EXPECT_FALSE(Range::between(-2.0, 3.0).contains(3.1) || Range::between(-2.0, 3.0).contains(-2.1));
  EXPECT_TRUE(Range::any().contains(-1e300));
  EXPECT_EQ(Range::any().describe("m"), "a quantity in m");
  EXPECT_EQ(Range::positive().describe("m"), "a quantity in m, 0 < value");
  EXPECT_EQ((Range{.high = 1e-3, .high_open = true}).describe("m"), "a quantity in m, value < 0.001");
}

TEST_F(InputReaderTest, RejectsWhatIsNoQuantity) {
  for (const char* value :
       {"", "~", "''", "' '", "nan m", ".nan", "inf m", "1", "1 s", "abc", "[1 m]", "{status: measured}",
        "{value: 1 s}", "{value: }", "{value: [1 m]}", "{value: {value: 1 m}}", "{value: 1 m, status: guessed}",
        "{value: 1 m, status: }", "{value: 1 m, source: [a]}"}) {
    const std::string message =
        test::error_of([&] { read("k: 1\nd: " + std::string(value)).quantity("d", "m", Range::any()); });
    EXPECT_TRUE(test::contains(message, "x.yaml:2: d")) << value << " gave " << message;
    EXPECT_TRUE(test::contains(message, "expected ")) << message;
  }
  EXPECT_EQ(test::error_of([&] { read("d: 600").quantity("d", "m", Range::any()); }),
            "x.yaml:1: d: found '600', expected a number with a unit convertible to m (the unit is missing)");
  EXPECT_TRUE(
      test::contains(test::error_of([&] { read("d: {value: 1 m, status: mesured}").quantity("d", "m", Range::any()); }),
                     "did you mean 'measured'?"));
}

TEST_F(InputReaderTest, NamesAMissingKeyAndItsLikelyMisspelling) {
  const InputReader root = read("a:\n  porosty: 0.2\n  b: 1\n");
  EXPECT_EQ(test::error_of([&] { root.at("a").number("porosity", Range::fraction()); }),
            "x.yaml:1: a.porosity: missing, expected a number, 0 <= value <= 1; is 'porosty' a misspelling of "
            "this key?");
  EXPECT_EQ(test::error_of([&] { root.at("c"); }), "x.yaml:1: c: missing");
  EXPECT_TRUE(test::contains(test::error_of([&] { root.at("a").at("b").at("d"); }),
                             "x.yaml:3: a.b: found '1', expected a mapping with"));
}

TEST_F(InputReaderTest, ReadsSequencesAndFreeMappings) {
  const InputReader root = read("s:\n  - {r: 1 m}\n  - {r: 2 m}\nq: [3 m, 4 m]\nfree: {x: 5 m, y: {value: 6 m}}\n");
  double sum = 0.0;
  for (const InputReader& entry : root.sequence("s")) sum += entry.quantity("r", "m", Range::any());
  for (const InputReader& entry : root.sequence("q")) sum += entry.quantity_here("m", Range::any());
  for (const auto& [key, reader] : root.at("free").entries()) sum += reader.quantity_here("m", Range::any());
  EXPECT_DOUBLE_EQ(sum, 21.0);
  EXPECT_EQ(log_[1].key, "s.1.r");
  EXPECT_EQ(log_[2].key, "q.0");
  EXPECT_EQ(log_[5].key, "free.y");
  root.finish();
}

TEST_F(InputReaderTest, RejectsSequencesAndMappingsOfTheWrongKind) {
  for (const char* text : {"s: []", "s: 1", "s: {a: 1}", "s:", "t: 1"}) {
    EXPECT_TRUE(test::contains(test::error_of([&] { read(text).sequence("s"); }),
                               "expected a sequence with at least one entry"))
        << text;
  }
  for (const char* text : {"s: [1]", "s: 1", "s:"}) {
    EXPECT_TRUE(test::contains(test::error_of([&] { read(text).at("s").entries(); }), "expected a mapping")) << text;
  }
}

TEST_F(InputReaderTest, ReadsIntegersTextsChoicesAndFlags) {
  const InputReader root = read("n: 20\nt: some text\nc: spm\nf: true\ng: false\n");
  EXPECT_EQ(root.integer("n", 1, 20), 20);
  EXPECT_EQ(root.text("t"), "some text");
  EXPECT_EQ(root.choice("c", {"p2d", "spm"}), "spm");
  EXPECT_TRUE(root.flag("f"));
  EXPECT_FALSE(root.flag("g"));
  root.finish();
}

TEST_F(InputReaderTest, RejectsOtherIntegersTextsChoicesAndFlags) {
  for (const char* value : {"0", "21", "2.0", "2 m", "x", "", "[1]", "99999999999", "1e1", "''"}) {
    EXPECT_TRUE(test::contains(test::error_of([&] { read("n: " + std::string(value)).integer("n", 1, 20); }),
                               "expected a whole number, 1 <= value <= 20"))
        << value;
  }
  EXPECT_EQ(test::error_of([&] { read("t: {a: 1, b: 2}").text("t"); }),
            "x.yaml:1: t: found 'a mapping with the keys a, b', expected text");
  EXPECT_TRUE(test::contains(test::error_of([&] { read("t: ''").text("t"); }), "empty, expected text"));
  EXPECT_EQ(test::error_of([&] {
              read("c: dfm").choice("c", {"dfn", "spm"});
            }),
            "x.yaml:1: c: found 'dfm', expected one of 'dfn', 'spm'; did you mean 'dfn'?");
  EXPECT_TRUE(test::contains(test::error_of([&] { read("f: yes").flag("f"); }), "expected one of 'true', 'false'"));
}

TEST_F(InputReaderTest, FinishNamesTheFirstUnknownKeyAndTheNearestKnownOne) {
  const InputReader root = read("porosity: 0.2\nporosty: 0.3\nzzz: 1\n");
  root.number("porosity", Range::fraction());
  EXPECT_EQ(test::error_of([&] { root.finish(); }),
            "x.yaml:2: porosty: found 'porosty', expected one of 'porosity' (unknown key; did you mean 'porosity'?)");
  EXPECT_TRUE(root.has("porosty"));
  EXPECT_TRUE(test::contains(test::error_of([&] { root.finish(); }), "x.yaml:3: zzz: found 'zzz'"));
}

TEST_F(InputReaderTest, FinishLooksIntoTheQuantitiesAndNodesThatWereRead) {
  const std::string text = "a:\n  d: {value: 1 m, activation_energy: 0.3 eV}\n";
  const InputReader root = read(text);
  const InputReader a = root.at("a");
  a.quantity("d", "m", Range::any());
  EXPECT_TRUE(test::contains(test::error_of([&] { root.finish(); }), "x.yaml:2: a.d.activation_energy: found"));
  a.at("d").quantity("activation_energy", "J/mol", Range::positive());
  root.finish();
  a.finish();
  a.at("d").finish();

  const InputReader list = read("s:\n  - {x: 1 m}\n  - {x: 1 m, y: 2}\n");
  for (const InputReader& entry : list.sequence("s")) entry.quantity("x", "m", Range::any());
  EXPECT_TRUE(test::contains(test::error_of([&] { list.finish(); }), "x.yaml:3: s.1.y: found 'y', expected one of "));
}

TEST_F(InputReaderTest, FinishLeavesAloneWhatWasOnlyAskedFor) {
  const InputReader root = read("thermal: {h: 1}\n");
  EXPECT_TRUE(root.has("thermal"));
  EXPECT_FALSE(root.has("absent"));
  root.finish();
}

TEST_F(InputReaderTest, FailNamesTheChildOrThePlaceWhereItIsMissing) {
  const InputReader root = read("a: 1\nb:\n  c: 2\n");
  EXPECT_EQ(test::error_of([&] { root.at("b").fail("c", "more"); }), "x.yaml:3: b.c: found '2', expected more");
  EXPECT_EQ(test::error_of([&] { root.at("b").fail("d", "more"); }), "x.yaml:2: b.d: missing, expected more");
  EXPECT_EQ(test::error_of([&] { root.at("a").fail("", "more"); }), "x.yaml:1: a: found '1', expected more");
}

TEST_F(InputReaderTest, ShowsASetValueAsSet) {
  read("p: {value: 15 %, status: measured, source: a paper}\n");
  set_value(root_, "p", "20 %", "--set p=20 %");
  EXPECT_DOUBLE_EQ(InputReader(root_, "", &log_).number("p", Range::fraction()), 0.2);
  EXPECT_EQ(log_[0].status, "set");
  EXPECT_EQ(log_[0].source, "--set p=20 %");
  EXPECT_EQ(log_[0].where, "--set p=20 %");
}

}  // namespace
}  // namespace closo
