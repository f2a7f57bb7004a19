import { Stack, Text } from "@mantine/core";
import classes from "./list.module.css";

/** A text that may be long, cut where its column ends; whole on hover. */
export function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={classes["clipped"]} title={text} dir="auto">
      {text}
    </span>
  );
}

/** An item by what it is called, with its SKU beneath. */
export function ItemCell({ title, sku }: { readonly title: string; readonly sku: string }) {
  return (
    <Stack gap={0} maw={420}>
      <Text size="sm" lineClamp={1} fw={500} dir="auto">
        {title}
      </Text>
      <Text size="xs" c="dimmed" className="code">
        {sku}
      </Text>
    </Stack>
  );
}
