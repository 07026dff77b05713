// A program of others: cells from values and from a file, runs, values that vary, a solution, a spectrum, an error by
// its fields.
#include <cstdio>

#include <closo/closo.hpp>

int main() {
  try {
    std::printf("version %s\n", closo::version());
    closo::Parameters cell = closo::Parameters::from_values({{"area", "1 cm2"},
                                                             {"pressure", "0.2 MPa"},
                                                             {"temperature", "25 degC"},
                                                             {"limits.lower", "-1 V"},
                                                             {"limits.upper", "1 V"},
                                                             {"negative.metal", "sodium"},
                                                             {"negative.thickness", "100 um"},
                                                             {"negative.exchange_current_density", "6.4 A/m2"},
                                                             {"separator.electrolyte", "na4_cb11h12_2_b12h12"},
                                                             {"separator.thickness", "1 mm"},
                                                             {"positive.metal", "sodium"},
                                                             {"positive.thickness", "100 um"},
                                                             {"positive.exchange_current_density", "0.64 mA/cm2"}});
    cell.set("separator.thickness", 0.06, "cm");
    const closo::Run symmetric(cell, {"Discharge at 1 uA/cm2 for 1 s"});
    const closo::Solution solution = closo::simulate(symmetric);
    const double voltage = solution.numbers("series", "voltage").back();
    std::printf("resistance %.4f\n", -1e4 * voltage / solution.numbers("series", "current_density").back());
    std::printf("impedance %.4f\n", 1e4 * closo::impedance(symmetric, {1e-3}).front().real());

    const closo::Run discharge(closo::Parameters::from_file("asakura2020_swagelok"),
                               {"Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"});
    for (const closo::CaseSolution& c : closo::study(
             discharge, {{{"positive.active_loading", "1.24 mg/cm2"}}, {{"positive.active_loading", "12.4 mg/cm2"}}}))
      std::printf("capacity %.9g\n", c.solution.numbers("cycles", "discharge_specific_capacity").back());
    closo::Simulator simulator(discharge);
    for (const char* loading : {"2.5 mg/cm2", "12.4 mg/cm2", "1.24 mg/cm2"}) {
      const std::vector<closo::KeyValue> values{{"positive.active_loading", loading}};
      const closo::Solution one = simulator(values),
                            same = closo::simulate(closo::Run(discharge).set(values[0].first, loading));
      std::printf("same %d\n", one.numbers("series", "voltage") == same.numbers("series", "voltage"));
    }
    closo::simulate(closo::Run(discharge).set("separator.thickness", "thick"));
  } catch (const closo::InputError& error) {
    std::printf("error %s | %s | %s\n", error.key().c_str(), error.value().c_str(), error.expected().c_str());
  }
}
