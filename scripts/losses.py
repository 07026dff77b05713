"""Where the voltage is lost: the terms of V - U in a result file of closo, and their picture."""
import numpy as np

COLOURS = {
    "particle_diffusion": "tab:blue", "hysteresis": "tab:cyan", "charge_transfer": "tab:orange", "film": "tab:olive",
    "composite_ions": "tab:green", "composite_electrons": "tab:gray", "separator": "tab:red",
    "concentration": "gold", "metal_charge_transfer": "tab:purple", "metal_resistance": "tab:brown", "contact": "tab:pink",
}
SMALLEST = 1e-3  # V; smaller terms are left out of the legend, not of the sum


def limits(values, discharging):
    """Ends of an axis for overpotentials, in their unit; the plunge at the end of a discharge would flatten the rest."""
    spread = 1.3 * np.percentile(np.abs(values), 95)
    return (-spread, 0.15 * spread) if discharging else (-0.15 * spread, spread)


def draw_losses(axes, result, rows, capacity, discharging):
    """Draws the losses in the chosen rows of /series against the capacity [mAh/g], shape (rows); returns their sum [V]."""
    terms = {key: result[f"series/overpotential/{key}"][:][rows] for key in COLOURS if key in result["series/overpotential"]}
    total = sum(terms.values())
    for key, values in terms.items():
        if np.abs(values).max() > SMALLEST:
            axes.plot(capacity, values * 1e3, color=COLOURS[key], label=key.replace("_", " "))
    axes.plot(capacity, total * 1e3, color="black", lw=1, label="sum, V - U")
    axes.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="overpotential / mV", title="Where the voltage is lost",
             ylim=limits(total * 1e3, discharging))
    axes.legend(fontsize=8)
    return total
