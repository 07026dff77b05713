// A small recursive reader of chemical formulas over a table of atomic weights.
#include "models/formula.hpp"

#include <cctype>
#include <charconv>
#include <map>
#include <system_error>

#include "base/constants.hpp"

namespace closo {
namespace {

const std::map<std::string, double>& atomic_weights() {  // g mol-1
  static const std::map<std::string, double> table{
      {"H", 1.008},   {"Li", 6.94},   {"Be", 9.0122}, {"B", 10.81},   {"C", 12.011},  {"N", 14.007},  {"O", 15.999},
      {"F", 18.998},  {"Na", 22.990}, {"Mg", 24.305}, {"Al", 26.982}, {"Si", 28.085}, {"P", 30.974},  {"S", 32.06},
      {"Cl", 35.45},  {"K", 39.098},  {"Ca", 40.078}, {"Sc", 44.956}, {"Ti", 47.867}, {"V", 50.942},  {"Cr", 51.996},
      {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933}, {"Ni", 58.693}, {"Cu", 63.546}, {"Zn", 65.38},  {"Ga", 69.723},
      {"Ge", 72.630}, {"As", 74.922}, {"Se", 78.971}, {"Br", 79.904}, {"Rb", 85.468}, {"Sr", 87.62},  {"Y", 88.906},
      {"Zr", 91.224}, {"Nb", 92.906}, {"Mo", 95.95},  {"Ru", 101.07}, {"Ag", 107.87}, {"In", 114.82}, {"Sn", 118.71},
      {"Sb", 121.76}, {"Te", 127.60}, {"I", 126.90},  {"Cs", 132.91}, {"Ba", 137.33}, {"La", 138.91}, {"Ce", 140.12},
      {"Hf", 178.49}, {"Ta", 180.95}, {"W", 183.84},  {"Pb", 207.2},  {"Bi", 208.98},
  };
  return table;
}

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  double whole() {
    const double mass = group(0);
    if (next_ != text_.size()) throw FormulaError("no closing bracket without an opening one");
    return mass;
  }

 private:
  static constexpr int deepest = 16;
  static constexpr double most_atoms = 1e4;

  char peek() const { return next_ < text_.size() ? text_[next_] : '\0'; }

  double group(int depth) {
    if (depth > deepest) throw FormulaError("fewer nested brackets");
    double mass = 0;
    while (next_ < text_.size() && peek() != ')') {
      double part;
      if (peek() == '(') {
        ++next_;
        part = group(depth + 1);
        if (peek() != ')') throw FormulaError("a closing bracket");
        ++next_;
      } else {
        part = element();
      }
      mass += part * number();
    }
    if (mass == 0) throw FormulaError("a chemical formula such as Na3V2P2O10F, without empty brackets");
    return mass;
  }

  double element() {
    if (!std::isupper(static_cast<unsigned char>(peek()))) throw FormulaError("element symbols, numbers and brackets");
    std::string symbol(1, text_[next_++]);
    while (std::islower(static_cast<unsigned char>(peek()))) symbol += text_[next_++];
    const auto found = atomic_weights().find(symbol);
    if (found == atomic_weights().end()) throw FormulaError("known elements, not '" + symbol + "'");
    return found->second;
  }

  double number() {
    const std::size_t begin = next_;
    while (std::isdigit(static_cast<unsigned char>(peek())) || peek() == '.') ++next_;
    if (begin == next_) return 1;
    double n = 0;
    const auto [end, error] = std::from_chars(text_.data() + begin, text_.data() + next_, n);
    if (error != std::errc{} || end != text_.data() + next_ || !(n > 0 && n < most_atoms))
      throw FormulaError("numbers of atoms between 0 and 10000");
    return n;
  }

  const std::string& text_;
  std::size_t next_ = 0;
};

}  // namespace

double molar_mass(const std::string& formula) {
  return Reader(formula).whole() * kg_per_g;
}

}  // namespace closo
