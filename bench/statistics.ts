// What is made of many measurements: medians, spreads, ratios and growth. Pure.

export interface Spread {
  median: number;
  min: number;
  max: number;
  /** How many values it was made of. */
  count: number;
}

/** The middle value; between two, their mean. Of none, NaN. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), count: values.length };
}

/** How many times the yardstick a value is; NaN where there is no yardstick. */
export function ratio(value: number, yardstick: number): number {
  return yardstick > 0 ? value / yardstick : NaN;
}

/**
 * The exponent e of the power law cost = c · sizeᵉ that fits best: 0 for a cost that does not grow, 1 for one that grows
 * like the list. Least squares over logarithms, so that no size outweighs another. NaN for fewer than two sizes.
 */
export function growthExponent(points: readonly { size: number; cost: number }[]): number {
  const logs = points.filter(({ cost }) => cost > 0).map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of logs) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  return variance > 0 ? covariance / variance : NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
