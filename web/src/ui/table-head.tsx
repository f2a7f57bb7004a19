/** The heads of a table's columns: of words first, then of figures, which stand at the end. */
import { Table } from "@mantine/core";

interface Props {
  readonly words: readonly string[];
  readonly figures?: readonly string[];
}

export function TableHead({ words, figures = [] }: Props) {
  return (
    <Table.Thead>
      <Table.Tr>
        {words.map((word) => (
          <Table.Th key={word}>{word}</Table.Th>
        ))}
        {figures.map((word) => (
          <Table.Th key={word} ta="end">
            {word}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}
