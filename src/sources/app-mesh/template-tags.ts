import type { CollectionTag, ScalarTag, Tags } from 'yaml'

/**
 * CloudFormation's short forms as its long ones, `!Sub x` as `{"Fn::Sub": "x"}`, so that templates in YAML and JSON are read alike.
 * Source: CloudFormation User Guide, intrinsic function reference.
 */
const functions = [
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Select',
  'Split', 'Sub', 'ToJsonString', 'Transform',
]

export const templateTags: Tags = [...functions.map(name => [`!${name}`, `Fn::${name}`] as const), ['!Ref', 'Ref'] as const, ['!Condition', 'Condition'] as const]
  .flatMap(([tag, key]): (ScalarTag | CollectionTag)[] => [
    { tag, resolve: text => ({ [key]: text }) },
    { tag, collection: 'seq', resolve: list => ({ [key]: list.toJSON() as unknown }) },
    { tag, collection: 'map', resolve: map => ({ [key]: map.toJSON() as unknown }) },
  ])
