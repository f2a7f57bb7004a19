/** An address as it is written on a parcel. */
import { CopyButton, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";

const ROWS = [["name"], ["company"], ["line1"], ["line2"], ["postcode", "city"], ["region", "country"], ["phone"]];

/** Its lines, empty ones left out. */
export function addressLines(address: Readonly<Record<string, unknown>>): readonly string[] {
  return ROWS.map((names) =>
    names
      .map((name) => address[name])
      .filter((value) => typeof value === "string" && value !== "")
      .join(" "),
  ).filter((line) => line !== "");
}

interface Props {
  readonly title: string;
  readonly address: Readonly<Record<string, unknown>>;
}

export function AddressText({ title, address }: Props) {
  const { t } = useTranslation("ui");
  const lines = addressLines(address);
  return (
    <Stack gap={2}>
      <Group justify="space-between">
        <Text size="xs" c="var(--quiet)">
          {title}
        </Text>
        <CopyButton value={lines.join("\n")}>
          {({ copied, copy }) => (
            <UnstyledButton
              fz="xs"
              c="var(--mantine-color-anchor)"
              onClick={copy}
              aria-label={`${t("copy")}: ${title}`}
            >
              {t(copied ? "copied" : "copy")}
            </UnstyledButton>
          )}
        </CopyButton>
      </Group>
      <address style={{ fontStyle: "normal" }}>
        {lines.map((line, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an address have their places
          <Text key={row} size="sm" style={{ overflowWrap: "anywhere" }}>
            <bdi>{line}</bdi>
          </Text>
        ))}
      </address>
    </Stack>
  );
}
