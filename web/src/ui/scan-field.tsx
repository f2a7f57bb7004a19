import { TextInput } from "@mantine/core";
import { IconBarcode } from "@tabler/icons-react";
import { type FormEvent, type RefObject, useState } from "react";
import { boundText } from "./field.ts";

interface Props {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly help: string | undefined;
  onScan(code: string): void;
}

/** A scanner types as a keyboard does, and ends with enter. */
export function ScanField({ field, label, help, onScan }: Props) {
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTyped("");
    onScan(typed.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        ref={field}
        data-autofocus
        autoFocus
        size="lg"
        leftSection={<IconBarcode size={22} aria-hidden />}
        label={label}
        description={help}
        {...boundText(typed, setTyped)}
        autoComplete="off"
        // The outline of the focused field reaches beyond it.
        styles={{ input: { direction: "ltr" }, description: { marginBottom: 6 } }}
      />
    </form>
  );
}
