// Protocols in YAML: loops, values put in place, profiles, conditions; and what is written reads the same.
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "formats/yaml/protocol_input.hpp"
#include "io/yaml_input.hpp"
#include "tests/cells.hpp"
#include "tests/test_folder.hpp"

namespace closo {
namespace {

Protocol read(const std::string& yaml) {
  const InputNode root = parse_yaml(yaml, "run.yaml");
  const InputReader reader(root, "", nullptr);
  const Protocol protocol = read_protocol(reader, "protocol", test::simple_cell());
  reader.finish();
  return protocol;
}

std::string written(const Protocol& protocol) {
  return write_protocol(protocol, [](const ProtocolNode&) { return std::string(); });
}

Protocol read_back(const Protocol& protocol) {
  std::string yaml = "protocol:\n";
  std::string line;
  for (const char c : written(protocol)) {
    line += c;
    if (c == '\n') yaml += "  " + line, line.clear();
  }
  return read(yaml);
}

TEST(ReadProtocol, PutsValuesInPlaceOneAfterTheOther) {
  const Protocol protocol = read(R"(
protocol:
  - for_each: {upper: 4.05 V to 4.20 V by 0.05 V}
    steps:
      - repeat: 5
        steps:
          - Charge at C/10 until {upper}
          - Discharge at C/10 until 2.5 V
  - for_each: {rate: [C/10, 2C]}
    steps: ["Discharge at {rate}"]
)");
  EXPECT_EQ(written(protocol), R"(- repeat: 5
  steps:
    - Charge at C/10 until 4.05 V
    - Discharge at C/10 until 2.5 V
- repeat: 5
  steps:
    - Charge at C/10 until 4.1 V
    - Discharge at C/10 until 2.5 V
- repeat: 5
  steps:
    - Charge at C/10 until 4.15 V
    - Discharge at C/10 until 2.5 V
- repeat: 5
  steps:
    - Charge at C/10 until 4.2 V
    - Discharge at C/10 until 2.5 V
- Discharge at C/10
- Discharge at 2C
)");
}

TEST(ReadProtocol, GivesConditionsToTheStepsOfAnEntryUnlessTheySayOtherwise) {
  const Protocol protocol = read(R"(
protocol:
  - for_each: {T: [25 degC, 60 degC]}
    temperature: "{T}"
    pressure: 50 MPa
    steps:
      - Rest for 1 h
      - {step: Rest for 2 h, temperature: 300 K}
)");
  ASSERT_EQ(protocol.size(), 4u);
  const double temperatures[] = {298.15, 300, 333.15, 300};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& step = std::get<ProtocolStep>(protocol[k].content);
    EXPECT_NEAR(*step.temperature, temperatures[k], 1e-9) << k;
    EXPECT_NEAR(*step.pressure, 50e6, 1e-3) << k;
  }
}

TEST(ReadProtocol, TakesLimitsAsAListAsWell) {
  const Protocol protocol = read(R"(
protocol:
  - step: Discharge at C/10
    until: [2.6 V, 100 mAh/g, stoichiometry 0.9]
  - repeat: 1000
    until: retention below 80 %
    steps: [Charge at C/5, Discharge at C/5]
)");
  const auto& step = std::get<ProtocolStep>(protocol[0].content);
  ASSERT_EQ(step.until.size(), 3u);
  EXPECT_EQ(step.until[1].kind, Amount::Kind::specific_charge);
  EXPECT_DOUBLE_EQ(step.until[1].value, 360e3);
  EXPECT_EQ(step.until[2].kind, Amount::Kind::stoichiometry);
  const auto& loop = std::get<Loop>(protocol[1].content);
  EXPECT_EQ(loop.passes, 1000);
  ASSERT_EQ(loop.until.size(), 1u);
  EXPECT_DOUBLE_EQ(loop.until[0].amount.value, 0.8);
}

const char* const profile = R"(
protocol:
  - profile:
      name: pulses.csv
      columns: ["time [min]", "current [mA]", "temperature [degC]"]
      rows: [[0, 0.1, 25], [1, 0.1, 25], [1, -0.2, 30], [2, 0, 35]]
    until: [2.6 V]
)";

TEST(ReadProtocol, ReadsAProfileWithItsUnits) {
  const Protocol protocol = read(profile);
  const auto& step = std::get<ProtocolStep>(protocol.front().content);
  EXPECT_EQ(step.kind, ProtocolStep::Kind::profile);
  EXPECT_EQ(step.profile->kind, Amount::Kind::current);
  EXPECT_EQ(step.profile->time, (std::vector<double>{0, 60, 60, 120}));
  EXPECT_NEAR(step.profile->value[2], -2e-4, 1e-18);
  EXPECT_NEAR(step.profile->temperature[1], 298.15, 1e-9);
  ASSERT_EQ(step.until.size(), 1u);
}

TEST(ReadProtocol, ReadsASpectrumAndWritesItAgain) {
  const Protocol protocol = read(R"(
protocol:
  - Rest for 30 minutes
  - {eis: {from: 200 kHz, to: 10 mHz, points_per_decade: 10}, temperature: 300 K}
)");
  const auto& step = std::get<ProtocolStep>(protocol[1].content);
  ASSERT_TRUE(step.frequencies);
  EXPECT_EQ(*step.frequencies, (FrequencyRange{2e5, 0.01, 10}));
  EXPECT_NEAR(*step.temperature, 300, 1e-9);
  EXPECT_EQ(read_back(protocol), protocol);
  for (const char* wrong :
       {"{from: 0 Hz, to: 1 Hz, points_per_decade: 10}", "{from: 1 Hz, to: 1 s, points_per_decade: 10}",
        "{from: 1 Hz, to: 2 Hz}", "{from: 1 Hz, to: 2 Hz, points_per_decade: -1}"})
    EXPECT_THROW(read(std::string("protocol:\n  - eis: ") + wrong + "\n"), InputError) << wrong;
}

TEST(ReadProtocol, FindsTheFileOfAProfileBesideTheRun) {
  const test::TestFolder folder;
  std::ofstream(folder / "drive.csv") << "# a comment\ntime [s],power [mW/cm2]\n0,1\n10,2\n";
  InputNode root = parse_yaml("protocol: [{profile: drive.csv}]", (folder / "run.yaml").string());
  inline_profiles(*root.find("protocol"));
  const Protocol protocol = read_protocol(InputReader(root, "", nullptr), "protocol", test::simple_cell());
  const auto& step = std::get<ProtocolStep>(protocol.front().content);
  EXPECT_EQ(print(step), "Profile drive.csv");
  EXPECT_EQ(step.profile->kind, Amount::Kind::power_density);
  EXPECT_NEAR(step.profile->value[1], 20, 1e-12);
}

TEST(ReadProtocol, ReadsAnOvenBesideAStep) {
  const Protocol protocol = read(R"(
protocol:
  - step: Rest for 1 h
    temperature_profile: {name: oven.csv, columns: ["time [min]", "temperature [degC]"], rows: [[0, 25], [30, 60]]}
)");
  const auto& step = std::get<ProtocolStep>(protocol.front().content);
  EXPECT_NEAR(step.ambient->temperature[1], 333.15, 1e-9);
  EXPECT_EQ(step.ambient->time[1], 1800);
  EXPECT_TRUE(read_back(protocol) == protocol) << written(protocol);
}

TEST(WriteProtocol, ReadsAsTheSameProtocol) {
  for (const std::string& yaml : {std::string(profile), std::string(R"(
protocol:
  - Ramp to 4.3 V at 0.1 mV/s until 5 mA/cm2 or until 10 mAh/g
  - {step: Hold at 4 V for 1 h or until C/50, temperature: 60 degC, pressure: 10 MPa}
  - repeat: 3
    until: [cut-off reached, capacity below 60 mAh/g, retention below 80 %]
    steps:
      - repeat: 2
        temperature: 300 K
        steps: [Discharge at 5 mW/cm2 until 1 mWh/cm2, Rest for 10 minutes]
      - Charge at 13 mA/g until stoichiometry 0.25
)")}) {
    const Protocol protocol = read(yaml);
    EXPECT_TRUE(read_back(protocol) == protocol) << written(protocol);
  }
}

TEST(WriteProtocol, RoundsTheErrorOfDegreesCelsius) {
  const Protocol protocol = read("protocol:\n  - {step: Rest for 1 h, temperature: -20 degC}\n");
  EXPECT_NE(written(protocol).find("temperature: 253.15 K\n"), std::string::npos) << written(protocol);
}

TEST(ReadProtocol, RefusesLoopsNestedDeeperThanAFileCanHold) {
  const auto nested = [](int depth) {
    std::string text = "protocol: ";
    for (int k = 0; k < depth; ++k) text += "[{repeat: 2, steps: ";
    text += "[Rest for 1 s]";
    for (int k = 0; k < depth; ++k) text += "}]";
    return text;
  };
  EXPECT_NO_THROW(read(nested(15)));
  EXPECT_THROW(read(nested(16)), InputError);
}

TEST(ReadProtocol, RefusesWhatCannotBeMeantAndSaysWhere) {
  const struct {
    const char *entry, *says;
  } cases[] = {
      {"- Charge at C/10 until 4.15 V or 3 h", "'for' and a time, or 'until' and a limit at character 32"},
      {"- {repeat: 0, steps: [Rest for 1 h]}", "repeat"},
      {"- {repeat: 2}", "steps"},
      {"- {repeat: 2, steps: []}", "steps"},
      {"- {repeat: 2, steps: [Rest for 1 h], tims: 3}", "unknown key"},
      {"- {repeat: 2, until: retention of 80 %, steps: [Rest for 1 h]}", "'below' at character 11"},
      {"- {for_each: {a: [1 h], b: [2 h]}, steps: [Rest for 1 h]}", "one name with its values"},
      {"- {for_each: {a: 1 h to 3 s by 1 h}, steps: ['Rest for {a}']}", "the same unit"},
      {"- {for_each: {a: 1 h to 3 h by -1 h}, steps: ['Rest for {a}']}", "a step that leads from the first"},
      {"- {for_each: {a: 1 h to 3 h by 0 h}, steps: ['Rest for {a}']}", "a step that leads from the first"},
      {"- {for_each: {a: nan V to 3 V by 1 V}, steps: ['Hold at {a} for 1 h']}", "values such as"},
      {"- {for_each: {a: 1 V to inf V by 1 V}, steps: ['Hold at {a} for 1 h']}", "values such as"},
      {"- {for_each: {a: 0x1p1 V to 3 V by 1 V}, steps: ['Hold at {a} for 1 h']}", "the same unit"},
      {"- {for_each: {a: [1 h]}, steps: ['Rest for {b}']}", "a time such as"},
      {"- Hold at nan V for 1 h", "a voltage such as"},
      {"- Hold at 0x1p1 V for 1 h", "a voltage such as"},
      {"- Rest for inf h", "a time such as"},
      {"- Discharge at C/inf for 1 h", "a rate such as"},
      {"- {step: Rest for 1 h, temperature: 900 K}", "where the data of"},
      {"- {step: Rest for 1 h, until: 3 V}", "a rest has no limits"},
      {"- {stp: Rest for 1 h}", "'step', 'repeat', 'for_each', 'profile' or 'eis'"},
      {"- {profile: {name: p, columns: ['time [s]'], rows: [[0], [1]]}}", "a column of current, power or voltage"},
      {"- {profile: {name: p, columns: ['current [A]'], rows: [[0], [1]]}}", "a column 'time [s]'"},
      {"- {profile: {name: p, columns: ['time [s]', 'current [V]'], rows: [[0, 1], [1, 1]]}}", "a unit of current"},
      {"- {profile: {name: p, columns: ['time [s]', 'current [A]'], rows: [[0, 1], [-1, 1]]}}", "0 <= value"},
      {"- {profile: {name: p, columns: ['time [s]', 'current [A]'], rows: [[1, 1], [2, 1]]}}", "begins at time 0"},
      {"- {profile: {name: p, columns: ['time [s]', 'current [A]'], rows: [[0, 1], [2, 1], [1, 1]]}}",
       "a time not earlier"},
      {"- {profile: {name: p, columns: ['time [s]', 'current [A]'], rows: [[0, 1], [2]]}}", "a row of 2 numbers"},
      {"- {step: Rest for 1 h, temperature_profile: {name: p, columns: ['time [s]'], rows: [[0], [2]]}}",
       "the columns 'time [s]' and 'temperature [degC]'"},
  };
  for (const auto& [entry, says] : cases) {
    try {
      read(std::string("protocol:\n") + entry);
      ADD_FAILURE() << "accepts: " << entry;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(says), std::string::npos) << entry << "\n" << error.what();
      EXPECT_NE(std::string(error.what()).find("run.yaml:2"), std::string::npos) << entry << "\n" << error.what();
    }
  }
}

}  // namespace
}  // namespace closo
