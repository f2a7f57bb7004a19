/** What the platform lets one know before something is asked of it. */
import { Alert, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Told } from "../said/told.tsx";

export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert color="blue" icon={<IconInfoCircle size={18} />}>
      {warnings.map((warning) => (
        <Text key={warning} size="sm">
          <Told text={warning} />
        </Text>
      ))}
    </Alert>
  );
}
