import { Button } from "@mantine/core";

interface Props {
  readonly label: string;
  /** What the row is called, for whoever does not see it. */
  readonly of: string;
  onClick(): void;
}

/** What can be done with a row. */
export function RowButton({ label, of, onClick }: Props) {
  return (
    <Button variant="subtle" size="compact-sm" aria-label={`${label}: ${of}`} onClick={onClick}>
      {label}
    </Button>
  );
}
