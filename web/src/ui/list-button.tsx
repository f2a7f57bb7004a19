import { Button, type ButtonProps } from "@mantine/core";

interface Props extends Pick<ButtonProps, "justify" | "rightSection" | "children"> {
  readonly "aria-pressed"?: boolean;
  onClick(): void;
}

/** One of several choices below each other in a popover. */
export const ListButton = (props: Props) => (
  <Button variant="subtle" color="gray" size="compact-md" fw={400} c="var(--mantine-color-text)" {...props} />
);
