import { Textarea, type TextareaProps } from "@mantine/core";

/** Words of a person, in whatever language: grows with them. */
export function NoteInput(props: TextareaProps) {
  return <Textarea autosize minRows={2} maxLength={5_000} dir="auto" {...props} />;
}
