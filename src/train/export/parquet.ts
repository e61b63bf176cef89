/** Rows as one parquet file and back; the library is loaded when first used. */
import type { SchemaElement } from 'hyparquet';
import type { ColumnShape, Struct } from './shape';

type ParquetRow = Record<string, unknown>;

/** Snappy-compressed, every column nullable, lists in the three-level form that Arrow reads. */
export async function toParquet(rows: readonly ParquetRow[], shape: Struct): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const names = Object.keys(shape.struct);
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: names.length },
    ...names.flatMap((name) => elements(name, shape.struct[name]!)),
  ];
  const columnData = names.map((name) => ({ name, data: rows.map((row) => plain(row[name])) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, createdBy: 'protege-playground' }));
}

export async function fromParquet(bytes: Uint8Array): Promise<ParquetRow[]> {
  const { parquetReadObjects } = await import('hyparquet');
  return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}

const OPTIONAL = { repetition_type: 'OPTIONAL' } as const;

function elements(name: string, shape: ColumnShape): SchemaElement[] {
  switch (shape) {
    case 'text':
    case 'json':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...OPTIONAL }];
    case 'int':
      return [{ name, type: 'INT32', ...OPTIONAL }];
    case 'number':
      return [{ name, type: 'DOUBLE', ...OPTIONAL }];
    case 'bool':
      return [{ name, type: 'BOOLEAN', ...OPTIONAL }];
  }
  if ('maybe' in shape) return elements(name, shape.maybe);
  if ('list' in shape)
    return [
      { name, converted_type: 'LIST', num_children: 1, ...OPTIONAL },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements('element', shape.list),
    ];
  const fields = Object.entries(shape.struct);
  return [{ name, num_children: fields.length, ...OPTIONAL }, ...fields.flatMap(([key, of]) => elements(key, of))];
}

/** Left-out fields are nulls in parquet. */
const plain = (value: unknown): unknown => value ?? null;
