"""The kinds and titles of the frameworks in the image catalog, and their pages in the AWS documentation. The source of the images has none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pinned_package import SourceError

GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
CONTAINERS = "https://aws.github.io/deep-learning-containers/reference/available_images/"

# The kind of each framework by its name, its title, and its page in the developer guide, if there is one.
FRAMEWORKS = {
    "autogluon": ("framework", "AutoGluon", "autogluon-tabular"),
    "blazingtext": ("algorithm", "BlazingText, a built-in algorithm", "blazingtext"),
    "chainer": ("framework", "Chainer", ""),
    "clarify": ("monitoring", "SageMaker Clarify, for monitoring jobs", "clarify-processing-job-configure-parameters"),
    "djl-deepspeed": ("server", "DJL Serving with DeepSpeed", ""),
    "djl-fastertransformer": ("server", "DJL Serving with FasterTransformer", ""),
    "djl-lmi": ("server", "DJL Serving for Large Model Inference", "large-model-inference-container-docs"),
    "djl-neuronx": ("server", "DJL Serving for Large Model Inference on AWS Neuron", "large-model-inference-container-docs"),
    "djl-tensorrtllm": ("server", "DJL Serving with TensorRT-LLM", "large-model-inference-container-docs"),
    "factorization-machines": ("algorithm", "Factorization Machines, a built-in algorithm", "fact-machines"),
    "forecasting-deepar": ("algorithm", "DeepAR Forecasting, a built-in algorithm", "deepar"),
    "huggingface": ("framework", "Hugging Face Transformers on PyTorch or TensorFlow", "hugging-face"),
    "huggingface-llamacpp": ("server", "Hugging Face llama.cpp", "hugging-face"),
    "huggingface-llm": ("server", "Hugging Face Text Generation Inference (TGI)", "hugging-face"),
    "huggingface-llm-neuronx": ("server", "Hugging Face Text Generation Inference (TGI) on AWS Neuron", "hugging-face"),
    "huggingface-neuron": ("server", "Hugging Face Transformers on AWS Inferentia", "hugging-face"),
    "huggingface-neuronx": ("server", "Hugging Face Transformers on AWS Inferentia2 and AWS Trainium", "hugging-face"),
    "huggingface-sglang": ("server", "Hugging Face SGLang", "hugging-face"),
    "huggingface-tei": ("server", "Hugging Face Text Embeddings Inference (TEI) on GPUs", "hugging-face"),
    "huggingface-tei-cpu": ("server", "Hugging Face Text Embeddings Inference (TEI) on CPUs", "hugging-face"),
    "huggingface-vllm": ("server", "Hugging Face vLLM", "hugging-face"),
    "huggingface-vllm-neuronx": ("server", "Hugging Face Optimum with vLLM on AWS Neuron", "hugging-face"),
    "huggingface-vllm-omni": ("server", "Hugging Face vLLM-Omni", "hugging-face"),
    "image-classification": ("algorithm", "Image Classification, a built-in algorithm", "image-classification"),
    "image-classification-neo": ("compiled", "Image Classification, compiled by SageMaker Neo", "neo"),
    "inferentia-mxnet": ("compiled", "MXNet, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "inferentia-pytorch": ("compiled", "PyTorch, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "inferentia-tensorflow": ("compiled", "TensorFlow, compiled by SageMaker Neo for AWS Inferentia", "neo"),
    "ipinsights": ("algorithm", "IP Insights, a built-in algorithm", "ip-insights"),
    "kmeans": ("algorithm", "K-Means, a built-in algorithm", "k-means"),
    "knn": ("algorithm", "K-Nearest Neighbors, a built-in algorithm", "k-nearest-neighbors"),
    "lda": ("algorithm", "Latent Dirichlet Allocation, a built-in algorithm", "lda"),
    "linear-learner": ("algorithm", "Linear Learner, a built-in algorithm", "linear-learner"),
    "llama-cpp": ("server", "llama.cpp", ""),
    "llama-cpp-arm64": ("server", "llama.cpp on AWS Graviton", ""),
    "model-monitor": ("monitoring", "SageMaker Model Monitor, for monitoring jobs", "model-monitor-pre-built-container"),
    "mxnet": ("framework", "Apache MXNet", "mxnet"),
    "neo-mxnet": ("compiled", "MXNet, compiled by SageMaker Neo", "neo"),
    "neo-pytorch": ("compiled", "PyTorch, compiled by SageMaker Neo", "neo"),
    "neo-tensorflow": ("compiled", "TensorFlow, compiled by SageMaker Neo", "neo"),
    "ntm": ("algorithm", "Neural Topic Model, a built-in algorithm", "ntm"),
    "object-detection": ("algorithm", "Object Detection, a built-in algorithm", "object-detection"),
    "object2vec": ("algorithm", "Object2Vec, a built-in algorithm", "object2vec"),
    "pca": ("algorithm", "Principal Component Analysis, a built-in algorithm", "pca"),
    "pytorch": ("framework", "PyTorch", "pytorch"),
    "randomcutforest": ("algorithm", "Random Cut Forest, a built-in algorithm", "randomcutforest"),
    "ray-serve": ("server", "Ray Serve", ""),
    "sagemaker-distribution": ("framework", "SageMaker Distribution", ""),
    "sagemaker-tritonserver": ("server", "NVIDIA Triton Inference Server", "deploy-models-frameworks-triton"),
    "semantic-segmentation": ("algorithm", "Semantic Segmentation, a built-in algorithm", "semantic-segmentation"),
    "seq2seq": ("algorithm", "Sequence-to-Sequence, a built-in algorithm", "seq-2-seq"),
    "sglang": ("server", "SGLang", ""),
    "sglang-server": ("server", "SGLang, the images with versions of their own", ""),
    "sklearn": ("framework", "scikit-learn", "sklearn"),
    "sparkml-serving": ("framework", "Spark ML Serving", "apache-spark"),
    "stabilityai": ("framework", "Stability AI generative models", ""),
    "tensorflow": ("framework", "TensorFlow", "tf"),
    "vllm": ("server", "vLLM", ""),
    "vllm-omni": ("server", "vLLM-Omni, the images with versions of their own", ""),
    "vllm-server": ("server", "vLLM, the images with versions of their own", ""),
    "whisperx": ("server", "WhisperX", ""),
    "xgboost": ("framework", "XGBoost, a built-in algorithm and a framework", "xgboost"),
    "xgboost-neo": ("compiled", "XGBoost, compiled by SageMaker Neo", "neo"),
}

# Members with the names that users look for.
ALIASES = {
    "LMI": "djl-lmi",
    "TEI": "huggingface-tei",
    "TGI": "huggingface-llm",
    "TRITON": "sagemaker-tritonserver",
}

# Other names that messages understand, without a member.
SYNONYMS = {"scikit-learn": "sklearn", "scikitlearn": "sklearn"}


@dataclass(frozen=True)
class Framework:
    """A framework with its name in the catalog."""

    name: str
    kind: str
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
    return Framework(name, *FRAMEWORKS[name])
