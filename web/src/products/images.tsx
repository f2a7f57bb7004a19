/** A product's images: dropped or chosen as files, or named by address; their order and what they show in words. */
import { ActionIcon, Alert, Button, Center, Group, Image, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPhotoOff, IconTrash } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { Status } from "../ui/status.tsx";
import { ImageDrop } from "./image-drop.tsx";
import classes from "./images.module.css";

export interface ImageDraft {
  readonly url: string;
  readonly alt?: string;
  readonly variantSku?: string;
}

interface Props {
  readonly images: readonly ImageDraft[];
  readonly isEditable: boolean;
  readonly errors: Readonly<Record<string, string>>;
  /** Takes what they were before: an upload ends when it ends. */
  onChange(change: (images: readonly ImageDraft[]) => readonly ImageDraft[]): void;
}

const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text);

export function ImagesCard(props: Props) {
  const { t } = useTranslation("products");
  if (!props.isEditable && props.images.length === 0) return null;
  return (
    <Card title={t("images.title")}>
      <Images {...props} />
    </Card>
  );
}

export function Images({ images, isEditable, errors, onChange }: Props) {
  const [isUnreached, setUnreached] = useState(false);
  const add = (urls: readonly string[]) =>
    onChange((before) => [...before, ...urls.filter((url) => !has(before, url)).map((url) => ({ url }))]);
  return (
    <Stack gap="sm">
      {isUnreached && <NoAddress />}
      <ImageList images={images} isEditable={isEditable} errors={errors} onChange={onChange} />
      {isEditable && (
        <>
          <ImageDrop
            onAdd={(uploaded) => {
              add(uploaded.map(({ url }) => url));
              if (uploaded.some(({ publicUrl }) => publicUrl === null)) setUnreached(true);
            }}
          />
          <AddImages onAdd={add} />
        </>
      )}
    </Stack>
  );
}

/** Channels get no image from a hub they cannot reach: said before anything is published. */
export function NoAddress() {
  const { t } = useTranslation("products");
  return (
    <Alert color="yellow" icon={<IconPhotoOff size={18} />} title={t("images.noAddress.title")}>
      <Text size="sm">{t("images.noAddress.text")}</Text>
    </Alert>
  );
}

function ImageList({ images, isEditable, errors, onChange }: Props) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const move = (from: number, to: number) =>
    onChange((before) => {
      const one = before[from];
      return one ? before.toSpliced(from, 1).toSpliced(to, 0, one) : before;
    });
  const drag = (at: number) => ({
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", String(at + 1));
      setDragged(at);
    },
    onDragOver: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      setOver(at);
    },
    onDrop: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      move(dragged, at);
    },
    onDragEnd: () => {
      setDragged(null);
      setOver(null);
    },
  });
  return images.map((image, at) => (
    <ImageRow
      key={image.url}
      image={image}
      at={at}
      isLast={at === images.length - 1}
      isEditable={isEditable}
      error={errors[`images.${at}.alt`] ?? errors[`images.${at}.url`]}
      isOver={dragged !== null && dragged !== at && over === at}
      drag={drag(at)}
      onAlt={(alt) => onChange((before) => before.map((each, index) => (index === at ? { ...each, alt } : each)))}
      onMove={(by) => move(at, at + by)}
      onRemove={() => onChange((before) => before.toSpliced(at, 1))}
    />
  ));
}

interface RowProps {
  readonly image: ImageDraft;
  readonly at: number;
  readonly isLast: boolean;
  readonly isEditable: boolean;
  readonly error: string | undefined;
  /** Something dragged would be dropped here. */
  readonly isOver: boolean;
  readonly drag: Readonly<Record<"onDragStart" | "onDragOver" | "onDrop", (event: DragEvent) => void>> & {
    onDragEnd(): void;
  };
  onAlt(alt: string): void;
  onMove(by: number): void;
  onRemove(): void;
}

function ImageRow({ image, at, isLast, isEditable, error, isOver, drag, onAlt, onMove, onRemove }: RowProps) {
  const { t } = useTranslation("products");
  return (
    <Group
      gap="sm"
      wrap="nowrap"
      className={classes["row"] ?? ""}
      data-image={at + 1}
      data-over={isOver || undefined}
      draggable={isEditable}
      {...(isEditable && drag)}
    >
      {isEditable && <IconGripVertical size={16} aria-hidden className={classes["grip"] ?? ""} />}
      <Shown image={image} />
      <Stack gap={4} flex={1} miw={0}>
        <TextInput
          size="xs"
          aria-label={t("images.alt", { at: at + 1 })}
          placeholder={t("images.altHelp")}
          {...boundText(image.alt ?? "", onAlt)}
          maxLength={500}
          readOnly={!isEditable}
          error={error}
        />
        <Group gap="xs" wrap="nowrap">
          {at === 0 && <Status meaning="information">{t("images.main")}</Status>}
          <Text size="xs" c="var(--quiet)" truncate className="code" title={image.url}>
            {isAddress(image.url) ? image.url : t("images.uploaded")}
          </Text>
        </Group>
      </Stack>
      {isEditable && (
        <Group gap={4} wrap="nowrap">
          <Small label={t("images.up", { at: at + 1 })} isOff={at === 0} onClick={() => onMove(-1)}>
            <IconArrowUp size={16} />
          </Small>
          <Small label={t("images.down", { at: at + 1 })} isOff={isLast} onClick={() => onMove(1)}>
            <IconArrowDown size={16} />
          </Small>
          <Small label={t("images.remove", { at: at + 1 })} isOff={false} onClick={onRemove}>
            <IconTrash size={16} />
          </Small>
        </Group>
      )}
    </Group>
  );
}

interface SmallProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

const Small = ({ label, isOff, children, onClick }: SmallProps) => (
  <ActionIcon variant="default" disabled={isOff} aria-label={label} onClick={onClick}>
    {children}
  </ActionIcon>
);

/** The image, or that it cannot be shown. */
function Shown({ image }: { readonly image: ImageDraft }) {
  const { t } = useTranslation("products");
  const [isBroken, setBroken] = useState(false);
  if (isBroken)
    return (
      <Center w={64} h={64} flex="none" className={classes["broken"] ?? ""} title={t("images.broken")}>
        <IconPhotoOff size={24} role="img" aria-label={t("images.broken")} />
      </Center>
    );
  return (
    <Image
      src={image.url}
      alt={image.alt ?? ""}
      w={64}
      h={64}
      radius="sm"
      fit="contain"
      loading="lazy"
      flex="none"
      draggable={false}
      onError={() => setBroken(true)}
    />
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
        minRows={1}
        maxRows={8}
        className="code"
        {...boundText(text, setText)}
        error={wrong === undefined ? undefined : t("images.wrong", { address: wrong })}
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
