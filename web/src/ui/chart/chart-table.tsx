import { VisuallyHidden } from "@mantine/core";
import type { ChartProps } from "./series.ts";

/** The same values as a table, for who does not see the picture. */
export function ChartTable({ label, places, columns = [], lines = [], exact }: ChartProps) {
  const all = [...columns, ...lines];
  return (
    <VisuallyHidden>
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <td />
            {all.map((series) => (
              <th key={series.id} scope="col">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place, n) => (
            <tr key={place.id}>
              <th scope="row">{place.label}</th>
              {all.map(({ id, values }) => (
                <td key={id}>{values[n] === null || values[n] === undefined ? "–" : exact(values[n])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}
