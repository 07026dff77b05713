// The input tree: what is read from YAML, what is refused with its line, and what --set replaces.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/yaml_input.hpp"
#include "tests/error_of.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

std::string error_of(const std::string& text) {
  return test::error_of([&] { parse_yaml(text, "x.yaml"); });
}

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

void expect_same(const InputNode& a, const InputNode& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.scalar, b.scalar);
  ASSERT_EQ(a.children.size(), b.children.size());
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    EXPECT_EQ(a.children[i].first, b.children[i].first);
    expect_same(a.children[i].second, b.children[i].second);
  }
}

TEST(YamlInput, KeepsScalarsAsTextWithTheirLines) {
  const InputNode root = parse_yaml("a: 1.50\nb:\n  - 600 um\n  - \"x: y\"\nc:\nd: {e: 'null'}\n", "x.yaml");
  EXPECT_EQ(root.kind, InputNode::Kind::mapping);
  EXPECT_EQ(root.keys(), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(root.find("a")->scalar, "1.50");
  EXPECT_EQ(root.find("a")->where(), "x.yaml:1");
  const InputNode* b = root.find("b");
  ASSERT_EQ(b->children.size(), 2u);
  EXPECT_EQ(b->where(), "x.yaml:2");
  EXPECT_EQ(b->children[1].second.scalar, "x: y");
  EXPECT_EQ(b->children[1].second.where(), "x.yaml:4");
  EXPECT_EQ(root.find("c")->kind, InputNode::Kind::null);
  EXPECT_EQ(root.find("c")->where(), "x.yaml:5");
  EXPECT_EQ(root.find("d")->find("e")->scalar, "null");
  EXPECT_EQ(root.find("d")->find("e")->kind, InputNode::Kind::scalar);
  EXPECT_EQ(root.find("absent"), nullptr);
}

TEST(YamlInput, ExpandsAliases) {
  const InputNode root = parse_yaml("a: &p {r: 1 um}\nb: *p\n", "x.yaml");
  EXPECT_EQ(root.find("b")->find("r")->scalar, "1 um");
  EXPECT_EQ(root.find("b")->line, 2);
}

TEST(YamlInput, NamesTheLineOfASyntaxError) {
  EXPECT_TRUE(test::contains(error_of("a: 1\nb: [1, 2\n"),
                             "found 'the end of the file', expected valid YAML (an earlier quote or bracket"));
  EXPECT_TRUE(test::contains(error_of("a: b: c"), "x.yaml:1: found 'a: b: c'"));
  EXPECT_TRUE(test::contains(error_of("a: *missing"), "x.yaml:1:"));
  EXPECT_TRUE(test::contains(error_of("a: 1\nb: \"open\n"), "expected valid YAML (an earlier quote or bracket"));
  EXPECT_TRUE(test::contains(error_of("a: 1\n b: 2\n"), "x.yaml:2:"));
}

TEST(YamlInput, RejectsDuplicateKeysNamingTheSecond) {
  EXPECT_EQ(error_of("p:\n  a: 1\n  a: 2\n"),
            "x.yaml:3: p: found 'a', expected each key only once; this one is a duplicate");
  EXPECT_EQ(error_of("p: {a: 1}\nq: {a: 2}\n"), "no error");
}

TEST(YamlInput, RejectsKeysThatAreNotText) {
  for (const char* text : {"? [a, b]\n: 1\n", "? {a: b}\n: 1\n", "~: 1\n", "\"\": 1\n", ": 1\n", "a: &k x\n*k : 1\n"}) {
    EXPECT_TRUE(test::contains(error_of(text), "expected a text key")) << error_of(text);
  }
  EXPECT_TRUE(test::contains(error_of("? " + std::string(2000, 'k') + "\n: 1\n"), "a key of at most"));
}

TEST(YamlInput, NamesTheLineOfAKeyThatIsNotText) {
  EXPECT_EQ(error_of("p: 1\n? [a, b]\n: 1\n").substr(0, 9), "x.yaml:2:");
  EXPECT_EQ(error_of("p: 1\nq: 2\n? {a: b}\n: 1\n").substr(0, 9), "x.yaml:3:");
}

TEST(YamlInput, RejectsAnEmptyText) {
  for (const char* text : {"", "\n\n", "# only a comment\n"}) {
    EXPECT_EQ(error_of(text), "x.yaml: empty, expected a YAML document");
  }
}

TEST(YamlInput, RejectsASecondDocument) {
  EXPECT_TRUE(test::contains(error_of("a: 1\n---\nb: 2\n"), "expected a single YAML document"));
  for (const char* text : {"---\na: 1\n...\n", "a: 1\n...", "a: 1\n...\n\n# end\n", "# start\n---\na: 1"}) {
    EXPECT_EQ(error_of(text), "no error") << text;
  }
}

TEST(YamlInput, RejectsTags) {
  EXPECT_TRUE(test::contains(error_of("a: 1\nb: !!float 2\n"), "x.yaml:2: b: found 'tag"));
}

TEST(YamlInput, RejectsBinaryGarbageNamingTheLine) {
  EXPECT_EQ(error_of(std::string("a: 1\nb: \0\n", 10)),
            "x.yaml:2: found 'byte 0x00', expected UTF-8 text; is this a text file?");
  for (const char* bytes :
       {"\xff\xfe", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80", "\x1b[0m"}) {
    EXPECT_TRUE(test::contains(error_of(std::string("a: ") + bytes), "x.yaml:1: found 'byte")) << bytes;
  }
  EXPECT_EQ(error_of("a: 3 \u00b5m \u20ac \U0001F50B\n"), "no error");
}

TEST(YamlInput, LimitsNesting) {
  EXPECT_EQ(error_of(repeated("[", 64) + repeated("]", 64)), "no error");
  EXPECT_TRUE(test::contains(error_of(repeated("[", 65) + repeated("]", 65)), "expected at most 64 levels"));
  EXPECT_NE(error_of(repeated("[", 100000)), "no error");
  EXPECT_NE(error_of(repeated("{a: ", 100000)), "no error");
  EXPECT_TRUE(test::contains(error_of(repeated("- ", 100000)), "expected at most 64 levels"));
  const std::string deep = repeated("[", 40) + repeated("]", 40);
  EXPECT_TRUE(
      test::contains(error_of("a: &a " + deep + "\nb: " + repeated("[", 40) + "*a" + repeated("]", 40)), "64 levels"));
}

TEST(YamlInput, RejectsAnAliasThatContainsItself) {
  EXPECT_TRUE(test::contains(error_of("a: 1\nb: &b [*b]\n"), "x.yaml:2: b: found 'an alias that contains itself'"));
}

TEST(YamlInput, RejectsAliasBombs) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + alias + repeated(", " + alias, 9) + "]\n";
  }
  EXPECT_TRUE(test::contains(error_of(bomb), "expected at most 1000000 values (aliases expanded)"));
  const std::string long_scalar = "a: &a " + std::string(100000, 'x') + "\nb: [*a" + repeated(", *a", 10000) + "]\n";
  EXPECT_TRUE(test::contains(error_of(long_scalar), "expected at most 1000000 values (aliases expanded)"));
}

TEST(YamlInput, CountsWhatAnAnchorKeeps) {
  const std::string many = "[" + repeated("1,", 600'000) + "1]\n";
  EXPECT_EQ(error_of("a: " + many), "no error");
  EXPECT_TRUE(test::contains(error_of("a: &a " + many), "expected at most 1000000 values (aliases expanded)"));
}

TEST(YamlInput, KeepsEveryMessageOnOneLine) {
  for (const std::string text :
       {"a: b: c\n\n", "a: |\n  x\n  y\na: 2\n", "\"a\\nb\": 1\n\"a\\nb\": 2\n", "a: !x\n  y"}) {
    EXPECT_NE(error_of(text), "no error");
    EXPECT_EQ(error_of(text).find('\n'), std::string::npos);
  }
}

TEST(YamlInput, RejectsUnreadableFilesNamingThem) {
  const test::TestFolder folder;
  std::ofstream(folder / "good.yaml") << "\xef\xbb\xbf"
                                      << "a: 1\n";
  std::ofstream(folder / "empty.yaml");
  std::ofstream(folder / "large.yaml") << std::string((8 << 20) + 1, '#');
  EXPECT_EQ(read_yaml_file(folder / "good.yaml").find("a")->where(), (folder / "good.yaml").string() + ":1");
  for (const char* name : {"absent.yaml", "empty.yaml", "large.yaml", "."}) {
    try {
      read_yaml_file(folder / name);
      FAIL() << name << " was read";
    } catch (const InputError& error) {
      EXPECT_TRUE(test::contains(error.what(), (folder / name).string() + ": ")) << error.what();
    }
  }
}

TEST(YamlInput, WritesWhatItReadsBackIdentically) {
  InputNode list;
  list.kind = InputNode::Kind::sequence;
  for (const std::string scalar : {"600 um",
                                   "-5 mV",
                                   "1e-3",
                                   ".5",
                                   "null",
                                   "~",
                                   "",
                                   " ",
                                   "true",
                                   "a: b",
                                   "a #b",
                                   "#",
                                   "- x",
                                   "-",
                                   "---",
                                   "...",
                                   "[x]",
                                   "{x}",
                                   "&a",
                                   "*a",
                                   "!t",
                                   "|",
                                   ">",
                                   "'",
                                   "\"",
                                   "\\",
                                   "a\\nb",
                                   "x\ny",
                                   "\n",
                                   "x\n",
                                   "\t",
                                   "\r\n",
                                   "%",
                                   "@",
                                   "`",
                                   "?",
                                   ":",
                                   "? x",
                                   "a,b",
                                   "a  b",
                                   "x ",
                                   "\u00b5m",
                                   "25 \u00b0C",
                                   "\u0085",
                                   "\u2028",
                                   "\ufeffx",
                                   "\U0001F50B",
                                   "\x01",
                                   "\x7f",
                                   "y=1;2",
                                   "a:b",
                                   "http://x.y/z#1",
                                   "=",
                                   "<<",
                                   "0x1F",
                                   "!",
                                   "--set a.b=20 %"}) {
    list.children.emplace_back("", InputNode(scalar, "", 0));
  }
  list.children.emplace_back("", InputNode(std::string("a\0b", 3), "", 0));
  InputNode root;
  root.kind = InputNode::Kind::mapping;
  root.children.emplace_back("list", list);
  for (const auto& [none, node] : list.children) {
    if (node.scalar.empty()) continue;
    root.children.emplace_back(node.scalar, node);
    expect_same(node, parse_yaml(write_yaml(node), "scalar"));
  }
  expect_same(root, parse_yaml(write_yaml(root), "written"));
}

TEST(YamlInput, WritesWithoutQuotesWhatMeansItselfWithoutThem) {
  const auto written = [](const char* text) {
    InputNode root, value;
    root.kind = InputNode::Kind::mapping;
    value.kind = InputNode::Kind::scalar, value.scalar = text;
    root.children.emplace_back("k", value);
    return write_yaml(root);
  };
  for (const char* text : {"600 um", "-5 mV", "0.3 A/m2", "a_b", "1e-4 1/s", "x^2*(y+1)", "15 %", "a;b", "k=1"})
    EXPECT_EQ(written(text), std::string("k: ") + text + "\n");
  for (const char* text : {"a, b", "a: b", "a#b", "[x]", "null", "a ", "say \"x\"", "5!"})
    EXPECT_EQ(written(text).substr(0, 4), "k: \"") << text;
}

TEST(YamlInput, WritesNestedAndEmptyContainersSoThatTheyReadBack) {
  const InputNode root =
      parse_yaml("a: [[1, [2, {b: c, d: [e]}]], [], {}, null]\nf: {g: {h: [{i: j, k: l}]}}\nm: []\nn:\n", "x");
  expect_same(root, parse_yaml(write_yaml(root), "written"));
  EXPECT_TRUE(test::contains(write_yaml(root), "f:\n  g:\n    h:\n      - i: j\n        k: l\n"));
}

class SetValue : public testing::Test {
 protected:
  void set(const std::string& key, const std::string& value) { set_value(root_, key, value, "--set " + key); }

  std::string error_of_set(const std::string& key, const std::string& value) {
    return test::error_of([&] { set(key, value); });
  }

  InputNode root_ = parse_yaml(
      "positive:\n"
      "  porosity: {value: 15 %, status: measured, source: a paper, activation_energy: 0.3 eV}\n"
      "  particles:\n"
      "    - radius: 1 um\n"
      "    - radius: 2 um\n"
      "  model: p2d\n",
      "x.yaml");
  const InputNode& positive() const { return *root_.find("positive"); }
};

TEST_F(SetValue, ReplacesAScalarBelowASequence) {
  set("positive.particles.1.radius", "3 um");
  const auto& particles = positive().find("particles")->children;
  EXPECT_EQ(particles[0].second.find("radius")->scalar, "1 um");
  EXPECT_EQ(particles[1].second.find("radius")->scalar, "3 um");
  EXPECT_EQ(particles[1].second.find("radius")->where(), "--set positive.particles.1.radius");
}

TEST_F(SetValue, OfAQuantityReplacesTheValueAndItsStatusAlone) {
  for (const std::string key : {"positive.porosity", "positive.porosity.value"}) {
    set(key, "20 %");
    const InputNode& porosity = *positive().find("porosity");
    EXPECT_EQ(porosity.find("value")->scalar, "20 %");
    EXPECT_EQ(porosity.find("status")->scalar, "set");
    EXPECT_EQ(porosity.find("source")->scalar, "--set " + key);
    EXPECT_EQ(porosity.find("activation_energy")->scalar, "0.3 eV");
    EXPECT_EQ(porosity.find("activation_energy")->where(), "x.yaml:2");
    EXPECT_EQ(porosity.children.size(), 4u);
  }
}

TEST_F(SetValue, AddsStatusAndSourceToAQuantityThatHasNone) {
  root_ = parse_yaml("a: {value: 1 m}\n", "x.yaml");
  set("a", "2 m");
  EXPECT_EQ(root_.find("a")->find("status")->scalar, "set");
  EXPECT_EQ(root_.find("a")->find("source")->scalar, "--set a");
}

TEST_F(SetValue, WithAStatusOfItsOwnMakesAQuantityOfAText) {
  root_ = parse_yaml("a: 1 m\nb: [2 m, 3 m]\nc: 4 m\n", "x.yaml");
  set_value(root_, "a", "5 m", "a fit", "fitted");
  ASSERT_EQ(root_.find("a")->kind, InputNode::Kind::mapping);
  EXPECT_EQ(root_.find("a")->find("value")->scalar, "5 m");
  EXPECT_EQ(root_.find("a")->find("status")->scalar, "fitted");
  EXPECT_EQ(root_.find("a")->find("source")->scalar, "a fit");
  set_value(root_, "b.1", "6 m", "a fit", "fitted");
  EXPECT_EQ(root_.find("b")->children[1].second.scalar, "6 m");
  set("c", "7 m");
  EXPECT_EQ(root_.find("c")->scalar, "7 m");
}

TEST_F(SetValue, TakesMappingsAndNewLastKeys) {
  set("positive.porosity", "{value: 30 %, status: estimated}");
  EXPECT_EQ(positive().find("porosity")->children.size(), 2u);
  EXPECT_EQ(positive().find("porosity")->find("value")->where(), "--set positive.porosity");
  set("positive.tortuosity", "2");
  EXPECT_EQ(positive().find("tortuosity")->scalar, "2");
}

TEST_F(SetValue, NamesTheNearestKeyForAPathThatDoesNotExist) {
  EXPECT_EQ(
      error_of_set("positve.porosity", "1"),
      "--set positve.porosity: positve.porosity: found 'positve', expected one of the keys of the input: 'positive'; "
      "did you mean 'positive'?");
  EXPECT_TRUE(test::contains(error_of_set("positive.particle.0.radius", "1"), "did you mean 'particles'?"));
  EXPECT_TRUE(test::contains(error_of_set("positive.particles.2.radius", "1"),
                             "expected 0 to 1, the index of an entry of 'positive.particles'"));
  for (const char* key :
       {"positive.particles.x", "positive.particles.-1", "positive.particles.2", "positive.particles.",
        "positive.model.x", "positive..x", "", ".", "positive.", "positive.model.x.y"}) {
    EXPECT_NE(error_of_set(key, "1"), "no error") << key;
  }
}

TEST_F(SetValue, RejectsTextThatIsNotYaml) {
  EXPECT_NE(error_of_set("positive.model", "[1"), "no error");
  EXPECT_NE(error_of_set("positive.model", ""), "no error");
  EXPECT_EQ(positive().find("model")->scalar, "p2d");
}

}  // namespace
}  // namespace closo
