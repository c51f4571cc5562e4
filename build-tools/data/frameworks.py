"""The titles of the frameworks in the image catalog, and their pages in the AWS documentation. The source of the images has neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pinned_package import SourceError

GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
CONTAINERS = "https://aws.github.io/deep-learning-containers/reference/available_images/"

# The title of each framework by its name, and its page in the developer guide, if there is one.
FRAMEWORKS = {
    "autogluon": ("AutoGluon", "autogluon-tabular"),
    "blazingtext": ("BlazingText, a built-in algorithm", "blazingtext"),
    "chainer": ("Chainer", ""),
    "djl-deepspeed": ("DJL Serving with DeepSpeed", ""),
    "djl-fastertransformer": ("DJL Serving with FasterTransformer", ""),
    "djl-lmi": ("DJL Serving for Large Model Inference", "large-model-inference-container-docs"),
    "djl-neuronx": ("DJL Serving for Large Model Inference on AWS Neuron", "large-model-inference-container-docs"),
    "djl-tensorrtllm": ("DJL Serving with TensorRT-LLM", "large-model-inference-container-docs"),
    "factorization-machines": ("Factorization Machines, a built-in algorithm", "fact-machines"),
    "forecasting-deepar": ("DeepAR Forecasting, a built-in algorithm", "deepar"),
    "huggingface": ("Hugging Face Transformers on PyTorch or TensorFlow", "hugging-face"),
    "huggingface-llm": ("Hugging Face Text Generation Inference (TGI)", "hugging-face"),
    "huggingface-llm-neuronx": ("Hugging Face Text Generation Inference (TGI) on AWS Neuron", "hugging-face"),
    "huggingface-tei": ("Hugging Face Text Embeddings Inference (TEI) on GPUs", "hugging-face"),
    "huggingface-tei-cpu": ("Hugging Face Text Embeddings Inference (TEI) on CPUs", "hugging-face"),
    "huggingface-vllm-neuronx": ("Hugging Face Optimum with vLLM on AWS Neuron", "hugging-face"),
    "image-classification": ("Image Classification, a built-in algorithm", "image-classification"),
    "image-classification-neo": ("Image Classification, compiled by SageMaker Neo", "neo"),
    "inferentia-mxnet": ("MXNet, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "inferentia-pytorch": ("PyTorch, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "inferentia-tensorflow": ("TensorFlow, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "ipinsights": ("IP Insights, a built-in algorithm", "ip-insights"),
    "kmeans": ("K-Means, a built-in algorithm", "k-means"),
    "knn": ("K-Nearest Neighbors, a built-in algorithm", "k-nearest-neighbors"),
    "lda": ("Latent Dirichlet Allocation, a built-in algorithm", "lda"),
    "linear-learner": ("Linear Learner, a built-in algorithm", "linear-learner"),
    "mxnet": ("Apache MXNet", "mxnet"),
    "neo-mxnet": ("MXNet, compiled by SageMaker Neo", "neo"),
    "neo-pytorch": ("PyTorch, compiled by SageMaker Neo", "neo"),
    "neo-tensorflow": ("TensorFlow, compiled by SageMaker Neo", "neo"),
    "ntm": ("Neural Topic Model, a built-in algorithm", "ntm"),
    "object-detection": ("Object Detection, a built-in algorithm", "object-detection"),
    "object2vec": ("Object2Vec, a built-in algorithm", "object2vec"),
    "pca": ("Principal Component Analysis, a built-in algorithm", "pca"),
    "pytorch": ("PyTorch", "pytorch"),
    "randomcutforest": ("Random Cut Forest, a built-in algorithm", "randomcutforest"),
    "sagemaker-distribution": ("SageMaker Distribution", ""),
    "sagemaker-tritonserver": ("NVIDIA Triton Inference Server", "deploy-models-frameworks-triton"),
    "semantic-segmentation": ("Semantic Segmentation, a built-in algorithm", "semantic-segmentation"),
    "seq2seq": ("Sequence-to-Sequence, a built-in algorithm", "seq-2-seq"),
    "sklearn": ("scikit-learn", "sklearn"),
    "sparkml-serving": ("Spark ML Serving", "apache-spark"),
    "stabilityai": ("Stability AI generative models", ""),
    "tensorflow": ("TensorFlow", "tf"),
    "xgboost": ("XGBoost, a built-in algorithm and a framework", "xgboost"),
    "xgboost-neo": ("XGBoost, compiled by SageMaker Neo", "neo"),
}


@dataclass(frozen=True)
class Framework:
    """A framework with its name in the catalog."""

    name: str
    title: str
    page: str

    @property
    def constant(self) -> str:
        """Returns the name of the static member, such as `HUGGINGFACE_TEI_CPU`."""
        return re.sub(r"[^A-Z0-9]", "_", self.name.upper())

    @property
    def reference(self) -> str:
        return f"{GUIDE}{self.page}.html" if self.page else CONTAINERS


def framework(name: str) -> Framework:
    if name not in FRAMEWORKS:
        raise SourceError(f"build-tools/data/frameworks.py does not describe '{name}'")
    title, page = FRAMEWORKS[name]
    return Framework(name, title, page)
