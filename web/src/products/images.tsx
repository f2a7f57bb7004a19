/** A product's images: their order, what they show in words, added by their addresses. */
import { ActionIcon, Button, Group, Image, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Status } from "../ui/status.tsx";

export interface ImageDraft {
  readonly url: string;
  readonly alt?: string;
  readonly variantSku?: string;
}

interface Props {
  readonly images: readonly ImageDraft[];
  readonly isEditable: boolean;
  readonly errors: Readonly<Record<string, string>>;
  onChange(images: readonly ImageDraft[]): void;
}

const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text);

export function ImagesCard({ images, isEditable, errors, onChange }: Props) {
  const { t } = useTranslation("products");
  if (!isEditable && images.length === 0) return null;
  const move = (at: number, by: number) => {
    const moved = images.toSpliced(at, 1);
    const one = images[at];
    if (one) onChange(moved.toSpliced(at + by, 0, one));
  };
  return (
    <Card title={t("images.title")}>
      <Stack gap="sm">
        {images.map((image, at) => (
          <Group key={image.url} gap="sm" wrap="nowrap" data-image={at + 1}>
            <Image
              src={image.url}
              alt={image.alt ?? ""}
              w={64}
              h={64}
              radius="sm"
              fit="contain"
              loading="lazy"
              flex="none"
            />
            <Stack gap={4} flex={1} miw={0}>
              <TextInput
                size="xs"
                aria-label={t("images.alt", { at: at + 1 })}
                placeholder={t("images.altHelp")}
                value={image.alt ?? ""}
                maxLength={500}
                readOnly={!isEditable}
                error={errors[`images.${at}.alt`] ?? errors[`images.${at}.url`]}
                onChange={(event) => onChange(images.with(at, { ...image, alt: event.currentTarget.value }))}
              />
              <Group gap="xs" wrap="nowrap">
                {at === 0 && <Status meaning="information">{t("images.main")}</Status>}
                <Text size="xs" c="var(--quiet)" truncate className="code" title={image.url}>
                  {image.url}
                </Text>
              </Group>
            </Stack>
            {isEditable && (
              <Group gap={4} wrap="nowrap">
                <ActionIcon
                  variant="default"
                  disabled={at === 0}
                  aria-label={t("images.up", { at: at + 1 })}
                  onClick={() => move(at, -1)}
                >
                  <IconArrowUp size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  disabled={at === images.length - 1}
                  aria-label={t("images.down", { at: at + 1 })}
                  onClick={() => move(at, 1)}
                >
                  <IconArrowDown size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  aria-label={t("images.remove", { at: at + 1 })}
                  onClick={() => onChange(images.toSpliced(at, 1))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            )}
          </Group>
        ))}
        {isEditable && (
          <AddImages
            onAdd={(urls) => onChange([...images, ...urls.filter((url) => !has(images, url)).map((url) => ({ url }))])}
          />
        )}
      </Stack>
    </Card>
  );
}

const has = (images: readonly ImageDraft[], url: string): boolean => images.some((image) => image.url === url);

function AddImages({ onAdd }: { onAdd(urls: readonly string[]): void }) {
  const { t } = useTranslation("products");
  const [text, setText] = useState("");
  const lines = text.split(/\s+/).filter((line) => line !== "");
  const wrong = lines.find((line) => !isAddress(line));
  return (
    <Stack gap="xs" align="flex-start">
      <Textarea
        w="100%"
        label={t("images.addresses")}
        description={t("images.addressesHelp")}
        autosize
        minRows={2}
        maxRows={8}
        className="code"
        value={text}
        error={wrong === undefined ? undefined : t("images.wrong", { address: wrong })}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        variant="default"
        size="xs"
        disabled={lines.length === 0 || wrong !== undefined}
        onClick={() => {
          onAdd([...new Set(lines)]);
          setText("");
        }}
      >
        {t("images.add")}
      </Button>
    </Stack>
  );
}
