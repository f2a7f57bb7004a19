/** Words beside what matters. */
import { Text, type TextProps } from "@mantine/core";
import type { ReactNode } from "react";

interface Props extends Pick<TextProps, "size" | "mb" | "mt" | "ta"> {
  readonly component?: "p" | "div" | "span" | "dt";
  readonly children: ReactNode;
}

export function Quiet({ children, component = "p", ...rest }: Props) {
  return (
    <Text component={component} size="sm" c="var(--quiet)" {...rest}>
      {children}
    </Text>
  );
}
