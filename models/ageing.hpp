// What a step leaves behind in the cell: contact lost, and resistance gained at the metal.
#pragma once

#include "models/cell.hpp"

namespace closo {

/// Changes the slow states for the charge that has passed in a step, or in a row of its profile, under the pressure of
/// the cell, per cell area in both directions together [C m-2]. With n the equivalent cycles (charge over twice the
/// nominal capacity): (8)
///   theta = theta_P + (theta - theta_P) exp(-n / N),   with theta_P the limit under the pressure of the cell,
///   R_g = sqrt(R_g^2 + R_1^2 n), (9)
/// the solutions of d(theta)/dn = -(theta - theta_P) / N and d(R_g^2)/dn = R_1^2. Material that is cut off takes its
/// ions along; material that comes back brings what the cut-off material holds on average, spread evenly over the
/// particles, so that ions are conserved to round-off. Potentials have to be made consistent afterwards.
void age(const Cell& cell, double charge, Eigen::ArrayXd& state);

/// Connected fraction to which cycling leads at the pressure of the cell.
double contact_limit(const CellParameters& cell);

}  // namespace closo
