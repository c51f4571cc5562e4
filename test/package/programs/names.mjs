// Prints the names that an ES module cannot import, although the package has them.
import * as byName from 'cdk-sagemaker-hosting';

console.log(JSON.stringify(Object.keys(byName.default).filter((name) => byName[name] !== byName.default[name])));
