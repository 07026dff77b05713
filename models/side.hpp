// The ends of a cell.
#pragma once

#include <array>

namespace closo {

/// On discharge ions leave the negative electrode.
enum class Side { negative, positive };
inline constexpr std::array sides = {Side::negative, Side::positive};

/// As it is called in files: "negative".
constexpr const char* name_of(Side side) {
  return side == Side::negative ? "negative" : "positive";
}

}  // namespace closo
